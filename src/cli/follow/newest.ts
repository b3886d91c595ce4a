import type { Screen } from '../../state/model/live-pane.ts'
import { withoutBlankEnd } from '../../state/text/lines.ts'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from '../command/context.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { between, readScrollback } from './follow-pane.ts'

/** The last `count` lines, from the scrollback where the screen has fewer; without a count, the screen. */
export async function newest(
  picked: ResolvedTarget,
  screen: Screen,
  count: number | undefined,
): Promise<readonly string[]> {
  const shown = withoutBlankEnd(screen.lines)
  const wanted = Math.ceil(count ?? shown.length)
  if (wanted <= shown.length) return shown.slice(shown.length - wanted)
  const looked = await readScrollback(picked, wanted)
  // What was printed meanwhile comes afterwards, if it is followed.
  return [...between(looked, 0, screen.history), ...shown].slice(-wanted)
}

/** A line of a screen, which holds text and colours and nothing else, as it is printed. */
export function printed({ terminal }: Pick<CommandContext, 'terminal'>, line: string): string {
  return terminal.colour ? line : strip(line).trimEnd()
}
