import type { Target } from '../../state/model/target.ts'
import type { PaneFiles } from './pane-file.ts'

/**
 * A text's turn to be typed into a pane. The texts for a pane are typed one after the other: if two were typed at once,
 * they would be submitted as one.
 */
export interface PaneLock {
  /** Resolves when this text's turn begins, after all earlier texts for the pane have been typed. */
  readonly ready: Promise<void>
  /** Whether an earlier text for the pane was still waiting or being typed when this text joined the queue. */
  readonly isBehind: boolean
  /** Aborted when the turn of the next text begins: later changes in the pane are not effects of this text. */
  readonly over: AbortSignal
  /** Ends the turn of this text. */
  pass(): void
  /**
   * Milliseconds since a text in the queue of this pane last got its turn to be typed. It grows while a host does not
   * answer, which blocks the texts that wait for the pane.
   */
  stillFor(): number
}

/** For each pane, the queue of texts to type into it. All connections of a process share one instance. */
export interface PaneLocks {
  take(pane: Pick<Target, 'server' | 'pane'>): PaneLock
}

interface Last {
  readonly passed: Promise<unknown>
  readonly next: () => void
}

/**
 * `files`: lock files, which other fleetmux processes use too. If undefined, only the texts of this process wait for
 * each other.
 */
export function createPaneLocks(files?: PaneFiles): PaneLocks {
  const last = new Map<string, Last>()
  const moved = new Map<string, number>()

  return {
    take({ server, pane }) {
      // The key has no host name, because several host names may lead to the same server.
      const key = JSON.stringify([server, pane])
      const before = last.get(key)
      const own = Promise.withResolvers<void>()
      const over = new AbortController()
      const note = () => moved.set(key, performance.now())
      if (!before) note()
      let release = () => {}
      const turn = before
        ? before.passed.then(() => {
            note()
            before.next()
          })
        : Promise.resolve()
      const ready = files
        ? turn.then(async () => {
            release = await files.acquire(key)
            note()
          })
        : turn
      const mine: Last = { passed: Promise.all([ready, own.promise]), next: () => over.abort() }
      last.set(key, mine)
      void mine.passed.then(() => {
        if (last.get(key) !== mine) return
        last.delete(key)
        moved.delete(key)
      })
      const stillFor = () => performance.now() - (moved.get(key) ?? performance.now())
      return {
        ready,
        isBehind: before !== undefined,
        over: over.signal,
        pass() {
          own.resolve()
          // The sender may give up while it still waits for the pane's lock file, which another process holds. So
          // `release` is called only once this process has acquired the file.
          void ready.then(() => release())
        },
        stillFor,
      }
    },
  }
}
