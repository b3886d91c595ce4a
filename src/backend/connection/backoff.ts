/** Seconds to wait between attempts to connect to a host that is down. The last value repeats. */
const WAITS = [1, 2, 4, 8, 15, 30, 60]

/**
 * Milliseconds until the next attempt (number 0 is the first). The wait varies at random by ±10 %, so that many hosts
 * are not dialled at the same moment.
 */
export function backoff(attempt: number): number {
  const wait = (WAITS[Math.min(attempt, WAITS.length - 1)] ?? 60) * 1000
  return Math.round(wait * (0.9 + Math.random() * 0.2))
}
