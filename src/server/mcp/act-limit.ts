/** Most acts of one caller within a minute. */
const MOST = 30
const WINDOW = 60_000

/** Limits acts, so that an agent in a loop does not flood the fleet. */
export interface ActLimit {
  /** Counts one act; returns the seconds until it is allowed, 0: now. */
  take(caller: string): number
}

export function createActLimit(now: () => number): ActLimit {
  const acts = new Map<string, readonly number[]>()
  return {
    take(caller) {
      const recent = (acts.get(caller) ?? []).filter(at => now() - at < WINDOW)
      const [oldest] = recent
      if (recent.length >= MOST && oldest !== undefined)
        return Math.max(1, Math.ceil((oldest + WINDOW - now()) / 1000))
      acts.set(caller, [...recent, now()])
      return 0
    },
  }
}
