import { delay } from '../clock.ts'

/** Answers that arrive within this many milliseconds of each other belong to one burst. */
const APART = 6
/** Maximum wait in milliseconds. */
const LONGEST = 100

/**
 * Delays snapshots during a broadcast. Snapshots of the first panes would slow down texts that are still being sent, so
 * they wait until no answer has arrived for `APART` milliseconds, but at most `LONGEST`.
 */
export interface Settle {
  /** Must be called for each answer. */
  note(): void
  wait(): Promise<void>
}

export function createSettle(): Settle {
  const start = performance.now()
  let last = start
  return {
    note() {
      last = performance.now()
    },
    async wait() {
      for (;;) {
        const now = performance.now()
        const left = Math.min(last + APART, start + LONGEST) - now
        if (left <= 0) return
        await delay(left)
      }
    },
  }
}
