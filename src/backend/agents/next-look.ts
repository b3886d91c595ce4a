/** Milliseconds without a change after which a pane is captured once more, because a spinner may have stopped. */
export const QUIET = 3000
/**
 * Milliseconds after which a changed screen is captured once more. tmux reports the time of output in seconds, so it
 * does not push a second change within the same second.
 */
const SOON = 1100

/**
 * When a pane that was captured at `at` is captured again although nothing is pushed; null: not at all. `moved`: the
 * time of its last change. All times are of the monotonic clock.
 */
export function nextLook(look: {
  readonly at: number
  readonly moved: number
  readonly isFirst: boolean
}): number | null {
  const { at, moved, isFirst } = look
  if (moved === at) return at + SOON
  if (isFirst) return at + QUIET
  return at - moved < QUIET ? moved + QUIET : null
}
