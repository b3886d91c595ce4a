import { isStill, sawEcho, sawOutput, visibleEnd, wasQuiet } from './echo-detection.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { LOOKED_FOR, type Watched, watch } from './watch-delivery.ts'

/**
 * Maximum milliseconds, after the text was typed, to wait until its echo has appeared and the pane has stopped
 * changing. After it, Enter may be pressed even if this has not happened.
 */
const SETTLE = 250

/** Watches the effect of a text on a pane. */
export interface Observer {
  readonly echoed: boolean
  /** The last snapshot before Enter; null: none was taken. */
  readonly last: PaneSnapshot | null
  /** Waits until Enter may be pressed: at least `pause` milliseconds, and until the echo stops changing. */
  settle(pause: number): Promise<void>
  /** Watches for the echo of a text that is sent without Enter. Resolves with whether the echo appeared. */
  echo(): Promise<boolean>
  /**
   * Watches for output after Enter; resolves with whether the program in the pane has printed any. `echo` is called if
   * the echo appears only after Enter.
   */
  output(echo: () => void): Promise<boolean>
}

/** Creates an observer for one text. `before`: snapshot of the pane right before the text is typed. */
export function createObserver(pane: Watched, text: string, before: PaneSnapshot): Observer {
  const end = visibleEnd(text)
  let echoed = false
  /** The last snapshot before Enter was pressed; null if the pane was still changing when Enter was pressed. */
  let rest: PaneSnapshot | null = text === '' ? before : null
  let latest: PaneSnapshot | null = null

  function noteEcho(now: PaneSnapshot, last: PaneSnapshot | null, typing: boolean): boolean {
    echoed ||= end !== null && sawEcho(end, { before, now, still: isStill(last, now), typing })
    return echoed
  }

  return {
    get echoed() {
      return echoed
    },
    get last() {
      return latest
    },
    settle: pause =>
      watch(pane, Math.max(pause, SETTLE), (now, last, spent) => {
        latest = now
        const still = isStill(last, now)
        rest = still ? now : null
        return noteEcho(now, last, true) && still && spent >= pause
      }),
    async echo() {
      if (end === null) return false
      await watch(pane, LOOKED_FOR, (now, last) => noteEcho(now, last, true))
      return echoed
    },
    async output(tell) {
      let base = wasQuiet(before) ? rest : null
      let submitted = false
      // A text that the pane did not show before Enter may still appear after it, and would be mistaken for output.
      const shown = echoed || text === ''
      if (!base && (echoed || end === null)) return false
      await watch(pane, LOOKED_FOR, (now, last, spent) => {
        const still = isStill(last, now)
        if (!echoed && noteEcho(now, last, false)) {
          tell()
          base &&= now
        } else if (base && sawOutput(base, now)) {
          submitted = shown || (still && spent > SETTLE)
        }
        return submitted || (!base && (echoed || end === null))
      })
      return submitted
    },
  }
}
