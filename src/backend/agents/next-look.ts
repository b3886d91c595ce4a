/** Milliseconds without a change after which a pane is captured once more, because a spinner may have stopped. */
export const QUIET = 3000
/** Milliseconds for which a pane may redraw itself without scrolling; then it is captured although it is not quiet. */
export const REDRAWN = 10_000
/**
 * Milliseconds between the capture of a changed screen, or the report of a change, and one more capture of the screen.
 * tmux reports the time of a pane's last output in whole seconds, so a second change within the same second is not
 * reported.
 */
export const SOON = 1100

/**
 * When to capture a pane again although tmux reports no change; null: never. `at`: time of the previous capture.
 * `moved`: time of the last change of the pane. `isMissed`: the question that was open before was not on the screen. All
 * times are of the monotonic clock.
 */
export function nextLook(look: {
  readonly at: number
  readonly moved: number
  readonly isFirst: boolean
  readonly isMissed?: true | undefined
}): number | null {
  const { at, moved, isFirst, isMissed } = look
  if (moved === at || isMissed) return at + SOON
  if (isFirst) return at + QUIET
  return at - moved < QUIET ? moved + QUIET : null
}
