/** How much newer measurements count against the older ones. */
const WEIGHT = 0.3
/** A figure is told again when it has moved by this part of itself: a row that flickers says nothing. */
const CHANGE = 0.3
/** Milliseconds between two figures: each redraws the row of its host, and keys bring one with every letter. */
const BETWEEN = 2000
/** Milliseconds in which the first figures come as they will: those of a channel that has just opened are high. */
const SETTLING = 1000

/** Smooths round trips (milliseconds) and tells them when they have changed by more than noise. */
export function createRoundTrip(
  tell: (milliseconds: number) => void,
  clock: () => number = () => performance.now(),
): (milliseconds: number) => void {
  let smooth: number | null = null
  let first: number | null = null
  let told: { readonly figure: number; readonly at: number } | null = null
  return milliseconds => {
    smooth = smooth === null ? milliseconds : smooth + (milliseconds - smooth) * WEIGHT
    const at = clock()
    first ??= at
    if (told && at - first > SETTLING && at - told.at < BETWEEN) return
    if (told && Math.abs(smooth - told.figure) <= Math.max(told.figure * CHANGE, 0.5)) return
    told = { figure: smooth, at }
    tell(Math.round(smooth * 10) / 10)
  }
}
