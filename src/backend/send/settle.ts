import { delay } from '../clock.ts'

/** Answers that come so close together are of one wave, in milliseconds. */
const APART = 6
/** Nobody waits longer than this for the others. */
const LONGEST = 100

/**
 * The first texts of a broadcast are there while the last are still on their way: to look at what became of those
 * would hold up these. So looks wait until no answer has come for a moment; a host that never answers holds up none.
 */
export interface Settle {
  /** An answer came. */
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
