/** Weight of a new measurement; the average of the older ones has the rest. */
const WEIGHT = 0.3
/**
 * The smallest relative change of the average round-trip time that is reported, so that the figure on the screen does
 * not flicker.
 */
const CHANGE = 0.3
/**
 * Minimum interval between two reports, in milliseconds: each report redraws a row, and every key press brings a
 * measurement.
 */
const BETWEEN = 2000
/**
 * For this long after the first measurement, in milliseconds, changes are reported without delay, because the first
 * measurements are too high.
 */
const SETTLING = 1000

/**
 * Averages round trips (milliseconds), and reports the average when it differs from the last reported one by more than
 * `CHANGE`.
 */
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
