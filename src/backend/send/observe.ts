import { isStill, sawEcho, sawOutput, visibleEnd, wasQuiet } from './echo-detection.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import { LOOKED_FOR, type Watched, watch } from './watch.ts'

/** Enter waits so long for the echo to come to rest, in milliseconds; without an echo it goes then. */
const SETTLE = 250

/** Watches what a text does to a pane. Claims what was seen, and only that. */
export interface Observer {
  readonly echoed: boolean
  /** The last look before Enter; null: none was made. */
  readonly last: PaneSnapshot | null
  /** Waits until Enter may follow: `pause` milliseconds, and for the echo to stand still. */
  settle(pause: number): Promise<void>
  /** Looks for the echo where no Enter follows. Resolves with whether it was seen. */
  echo(): Promise<boolean>
  /** Looks for output after Enter. `echo` is called when the echo is seen only now. */
  output(echo: () => void): Promise<boolean>
}

/** `before`: the pane right before the text. */
export function createObserver(pane: Watched, text: string, before: PaneSnapshot): Observer {
  const end = visibleEnd(text)
  let echoed = false
  /** The last sight before Enter, where the pane stood still. */
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
      // What was not shown before Enter may only be late, and would look like an answer to it.
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
