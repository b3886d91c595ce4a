import type { ScreenMessage } from '../../state/json/live-message.ts'
import type { Screen } from '../../state/model/live-pane.ts'

/**
 * The message with the changed lines of a pane's screen; with all lines if the page has no screen yet, or a screen of
 * another size.
 */
export function screenMessage(
  pane: string,
  seq: number,
  before: Screen | null,
  now: Screen,
): ScreenMessage {
  const key =
    !before ||
    before.width !== now.width ||
    before.height !== now.height ||
    before.lines.length !== now.lines.length
  const changed = now.lines.flatMap((line, index) =>
    key || line !== before.lines[index] ? [[index, line] as const] : [],
  )
  const { width, height, cursor } = now
  return {
    type: 'screen',
    pane,
    seq,
    key,
    width,
    height,
    cursor,
    lines: Object.fromEntries(changed),
  }
}
