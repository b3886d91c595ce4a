/** Seconds between attempts on a host that stays down; the last one repeats. */
const WAITS = [1, 2, 4, 8, 15, 30, 60]

/** Milliseconds until the next attempt (the first is 0), with a tenth of jitter: a fleet must not knock in step. */
export function backoff(attempt: number): number {
  const wait = (WAITS[Math.min(attempt, WAITS.length - 1)] ?? 60) * 1000
  return Math.round(wait * (0.9 + Math.random() * 0.2))
}
