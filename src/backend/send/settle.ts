import { delay } from '../clock.ts'

/** Milliseconds between two answers that count as one burst. */
const APART = 6
/** Longest wait in milliseconds. */
const LONGEST = 100

/**
 * Delays snapshots during a broadcast: while some texts are still being sent, snapshots of the first panes would slow
 * the others down. Snapshots wait until no answer has arrived for a moment, but no longer than `LONGEST`.
 */
export interface Settle {
  /** Reports an answer. */
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
