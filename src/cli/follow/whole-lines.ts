import { FailureError } from '../../state/model/failure.ts'
import { strip, width } from '../../state/text/text.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/** Milliseconds after which a row that fills the screen's width is printed, though its rest may still come. */
const REST = 1000
/** Rows that are looked at to tell what tmux has wrapped. */
const ROWS = 2000

export interface WholeLines {
  readonly line: (row: string) => Promise<void>
  /** Prints what is held back. */
  readonly end: () => Promise<void>
}

/**
 * Rows of a screen of that width, printed as the lines that the program wrote. A row that fills the width is held
 * back until the next one is there; tmux, which keeps what it has wrapped, tells whether they are one line.
 */
export function wholeLines(
  screenWidth: number,
  print: (line: string) => Promise<void>,
  read: () => Promise<readonly string[]>,
): WholeLines {
  let held: readonly string[] = []
  let known: readonly string[] = []
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()

  async function flush(): Promise<void> {
    const line = held.join('')
    const isHeld = held.length > 0
    held = []
    if (isHeld) await print(line)
  }

  async function take(row: string): Promise<void> {
    if (held.length > 0 && !(await isWrapped(row))) await flush()
    held = [...held, row]
    // A wide character that no longer fits leaves the last cell free.
    if (width(row) < screenWidth - 1) await flush()
    else timer = setTimeout(() => void inTurn(flush), REST)
  }

  async function isWrapped(row: string): Promise<boolean> {
    const above = held.map(strip).join('')
    const told = tells(known, above, strip(row))
    if (told !== null) return told
    known = await read()
    return tells(known, above, strip(row)) ?? true
  }

  /** One after the other: a timer may flush while a row is being looked up. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    clearTimeout(timer)
    const next = turn.then(work)
    // Whoever asked for it hears of its error; the next one is not its victim.
    turn = next.catch(() => {})
    return next
  }

  return { line: row => inTurn(() => take(row)), end: () => inTurn(flush) }
}

/** Whether those two are one line, as far as the newest of these lines tell; null: they do not. */
function tells(lines: readonly string[], above: string, row: string): boolean | null {
  for (const line of lines.toReversed()) {
    const text = line.trimEnd()
    if (text.includes(`${above}${row.trimEnd()}`)) return true
    if (text.endsWith(above.trimEnd())) return false
  }
  return null
}

/** The newest lines that tmux keeps of the followed pane, each whole. None where they cannot be read just now. */
export function readWhole(picked: ResolvedTarget): () => Promise<readonly string[]> {
  return async () => {
    try {
      return (await readScrollback(picked, ROWS, true)).lines.map(strip)
    } catch (thrown) {
      // The link may be down: rows that fill the width are then taken for one line.
      if (thrown instanceof FailureError) return []
      throw thrown
    }
  }
}
