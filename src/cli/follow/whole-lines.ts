import { FailureError } from '../../state/model/failure.ts'
import { strip, width } from '../../state/text/text.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/**
 * Time in milliseconds without a further row after which a row that fills the width is printed, although the line may
 * continue.
 */
const REST = 1000
/** Number of rows that are read from tmux to find out which rows tmux has wrapped. */
const ROWS = 2000

export interface WholeLines {
  readonly line: (row: string) => Promise<void>
  /** Prints the row that is held back, because the line might have continued in the next row. */
  readonly end: () => Promise<void>
}

/**
 * Converts rows of a screen of this width to the lines that the program wrote. A row that fills the width is held back
 * until the next row arrives; the joined lines that tmux reports then show whether both rows are one line.
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
    // A row that fills the width may continue in the next row, so it is held back. A row that is one cell narrower
    // counts as full too, since a wide character that does not fit leaves the last cell empty.
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

  /**
   * Runs `work` after all earlier work. Otherwise the timer that prints a held-back row after `REST` milliseconds could
   * do so while tmux is being asked whether the line of this row continues.
   */
  function inTurn(work: () => Promise<void>): Promise<void> {
    clearTimeout(timer)
    const next = turn.then(work)
    // The caller of this work gets the error; later work must not fail because of it.
    turn = next.catch(() => {})
    return next
  }

  return { line: row => inTurn(() => take(row)), end: () => inTurn(flush) }
}

/**
 * Whether the screen rows `above` and `row` belong to one line that the program wrote. `lines`: lines as tmux reports
 * them, with wrapped rows joined. null: no line matches.
 */
function tells(lines: readonly string[], above: string, row: string): boolean | null {
  for (const line of lines.toReversed()) {
    const text = line.trimEnd()
    if (text.includes(`${above}${row.trimEnd()}`)) return true
    if (text.endsWith(above.trimEnd())) return false
  }
  return null
}

/**
 * Reads the newest lines (`ROWS`) of the followed pane's scrollback from tmux, with wrapped lines joined. Empty if they
 * cannot be read now.
 */
export function readWhole(picked: ResolvedTarget): () => Promise<readonly string[]> {
  return async () => {
    try {
      return (await readScrollback(picked, ROWS, true)).lines.map(strip)
    } catch (thrown) {
      // The connection may be down. Without the joined lines, the caller joins a row that fills the width with the row
      // after it.
      if (thrown instanceof FailureError) return []
      throw thrown
    }
  }
}
