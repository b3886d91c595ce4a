import { steadyNow } from './clock.ts'

/**
 * Calls `ring` at a given time of the clock `steadyNow`. A second `set` replaces the first; null stops the timer. The
 * timer does not keep the process alive.
 */
export function createWakeTimer(ring: () => void): { set(at: number | null): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    set(at) {
      clearTimeout(timer)
      // Node's timers overflow at 24.8 days, so the timer fires after one day at the latest.
      if (at !== null)
        timer = setTimeout(ring, Math.min(Math.max(0, at - steadyNow()), 86_400_000)).unref()
    },
  }
}
