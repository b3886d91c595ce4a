/** Milliseconds without a change after which a pane is captured once more, because a spinner may have stopped. */
export const QUIET = 3000
/** Milliseconds for which a pane may redraw itself without scrolling; then it is captured although it is not quiet. */
export const REDRAWN = 10_000
/**
 * Milliseconds between the capture of a changed screen, or the report of a change, and the last capture for it. tmux
 * reports the time of a pane's last output in whole seconds, so a second change within the same second is not reported.
 */
export const SOON = 1100
/**
 * Milliseconds between the capture of a changed screen and one more before `SOON` has passed: an agent that prints often
 * stops for a question right afterwards. A host with many busy agents has no time for it (see `EACH` of the watch).
 */
const MIDWAY = 500

/**
 * Milliseconds after the end of a program after which tmux will not report its exit status any more. tmux 3.3 reports
 * it together with the end, or, on a busy machine, never.
 */
export const LATER = 500

/** All times are of the monotonic clock, in milliseconds. */
interface Look {
  /** Time of the previous capture. */
  readonly at: number
  /** Time of the last change of the pane. */
  readonly moved: number
  readonly isFirst: boolean
  /** Set if the question that was open before was not on the screen. */
  readonly isMissed?: true | undefined
  /** When the pane is to be captured again in any case, which is not put off; null: it is not. */
  readonly planned: number | null
}

/** When to capture a pane again although tmux reports no change; null: never. */
export function nextLook({ planned, ...look }: Look): number | null {
  const due = dueAfter(look)
  return due === null || planned === null ? due : Math.min(due, planned)
}

function dueAfter({ at, moved, isFirst, isMissed }: Omit<Look, 'planned'>): number | null {
  if (isMissed) return at + SOON
  if (isFirst) return at + QUIET
  const rest = at - moved
  if (rest === 0) return at + MIDWAY
  if (rest < SOON) return moved + SOON
  return rest < QUIET ? moved + QUIET : null
}
