/**
 * Maximum number of actions (calls of tools that change something) of one caller within a minute; further ones are
 * refused.
 */
const MOST = 30
const WINDOW = 60_000

/** Limits actions, so that an agent in an endless loop does not flood the fleet. */
export interface ActLimit {
  /** Counts one action. Returns the number of seconds until the action is allowed; 0: it is allowed now. */
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
