import type { Target } from '../../state/model/target.ts'
import type { PaneFiles } from './pane-file.ts'

/** A turn to type into a pane. If two texts were typed at once, they would be submitted as one. */
export interface PaneLock {
  /** Resolves when all earlier turns have ended. */
  readonly ready: Promise<void>
  /** Whether an earlier turn had not ended when this turn was taken. */
  readonly isBehind: boolean
  /** Aborted when the next turn begins: later changes in the pane are not effects of this turn's text. */
  readonly over: AbortSignal
  /** Ends this turn. */
  pass(): void
  /**
   * Milliseconds since a turn of this pane last began. It grows while a host does not answer, which blocks the queue.
   */
  stillFor(): number
}

/** The turns of all panes. All connections of a process share one instance. */
export interface PaneLocks {
  take(pane: Pick<Target, 'server' | 'pane'>): PaneLock
}

interface Last {
  readonly passed: Promise<unknown>
  readonly next: () => void
}

/** `files`: locks shared with other processes. If undefined, turns are kept only within this process. */
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
          // The turn may have been abandoned while it was waiting for another process's lock, so the lock is released
          // later.
          void ready.then(() => release())
        },
        stillFor,
      }
    },
  }
}
