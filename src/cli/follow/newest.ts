import type { Screen } from '../../state/model/live-pane.ts'
import { linesBetween } from '../../state/output/missed-lines.ts'
import { withoutBlankEnd, withoutEndNote } from '../../state/text/lines.ts'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from '../command/context.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { readScrollback } from './follow-pane.ts'

/**
 * The last `count` lines. If the screen has fewer lines, the others come from the scrollback. Without `count`, the
 * lines of the screen.
 */
export async function newestLines(
  picked: ResolvedTarget,
  screen: Screen,
  count: number | undefined,
): Promise<readonly string[]> {
  const shown = printedLines(picked, screen.lines)
  const wanted = Math.ceil(count ?? shown.length)
  if (wanted <= shown.length) return shown.slice(shown.length - wanted)
  const looked = await readScrollback(picked, wanted)
  // Leaves out lines that the program has printed since `screen` was captured: with --follow, this command prints them
  // after the others.
  return [...linesBetween(looked, 0, screen.history), ...shown].slice(-wanted)
}

/** The last lines as the program printed them: rows that tmux has wrapped are joined. */
export async function newestWhole(
  picked: ResolvedTarget,
  { history }: Screen,
  count: number | undefined,
): Promise<readonly string[]> {
  let lines = await whole(picked, 0)
  const wanted = Math.ceil(count ?? lines.length)
  // The first line that was read may be only the end of a line. So at least one line more than wanted is read, if there
  // is one, and left out.
  for (let rows = 0; lines.length <= wanted && rows < history; ) {
    rows = Math.min(history, Math.max(2 * wanted, 4 * rows))
    lines = await whole(picked, rows)
  }
  return wanted > 0 ? lines.slice(-wanted) : []
}

async function whole(picked: ResolvedTarget, rows: number): Promise<readonly string[]> {
  return printedLines(picked, (await readScrollback(picked, rows, true)).lines)
}

/**
 * The lines that the pane's program has printed: without blank lines at the end, and without the line `Pane is dead`
 * that tmux adds after the program has ended.
 */
export function printedLines(
  { pane }: Pick<ResolvedTarget, 'pane'>,
  lines: readonly string[],
): readonly string[] {
  const written = withoutBlankEnd(lines)
  return pane.dead ? withoutEndNote(written) : written
}

/** A line of a screen in the form to print: with colours only if the terminal has colours. */
export function printableLine(
  { terminal }: Pick<CommandContext, 'terminal'>,
  line: string,
): string {
  return terminal.colour ? line : strip(line).trimEnd()
}
