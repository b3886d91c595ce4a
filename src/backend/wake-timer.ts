import { steadyNow } from './clock.ts'

/** One timer, for a time of the state's clock; setting it again replaces it, null stops it. It keeps nobody alive. */
export function createWakeTimer(ring: () => void): { set(at: number | null): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    set(at) {
      clearTimeout(timer)
      // Node's timers overflow at 24.8 days; a day is long enough to look again.
      if (at !== null)
        timer = setTimeout(ring, Math.min(Math.max(0, at - steadyNow()), 86_400_000)).unref()
    },
  }
}
