/** How much newer measurements count against the older ones. */
const WEIGHT = 0.3
/** A figure is told again when it has moved by this part of itself: a row that flickers says nothing. */
const CHANGE = 0.3

/** Smooths round trips (milliseconds) and tells them when they have changed by more than noise. */
export function createRoundTrip(
  tell: (milliseconds: number) => void,
): (milliseconds: number) => void {
  let smooth: number | null = null
  let told: number | null = null
  return milliseconds => {
    smooth = smooth === null ? milliseconds : smooth + (milliseconds - smooth) * WEIGHT
    if (told !== null && Math.abs(smooth - told) <= Math.max(told * CHANGE, 0.5)) return
    told = smooth
    tell(Math.round(smooth * 10) / 10)
  }
}
