import { delay } from '../clock.ts'

/**
 * While tmux's answers to the commands of a broadcast follow each other within this many milliseconds, texts are still
 * being sent.
 */
const APART = 6
/** Maximum time in milliseconds, from the beginning of a broadcast, for which snapshots of its panes are delayed. */
const LONGEST = 100

/**
 * Delays snapshots during a broadcast. Snapshots of the first panes would slow down texts that are still being sent, so
 * they wait until tmux has sent no answer for `APART` milliseconds, but at most `LONGEST`.
 */
export interface Settle {
  /**
   * Must be called whenever tmux answers a command that sends the broadcast's texts: `wait` then waits `APART`
   * milliseconds more.
   */
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
