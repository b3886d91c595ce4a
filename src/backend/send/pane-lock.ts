import type { Target } from '../../state/model/target.ts'
import type { PaneFiles } from './pane-file.ts'

/** One text after the other into the same pane: two at once would be submitted as one. */
export interface PaneLock {
  /** Resolves when all before have typed what they had to type. */
  readonly ready: Promise<void>
  /** Somebody is before it. */
  readonly isBehind: boolean
  /** Aborted when the next one begins: what moves in the pane from then on is not ours. */
  readonly over: AbortSignal
  /** The next one may begin. */
  pass(): void
  /** Milliseconds since the line before that pane has moved: it stands still where its host does. */
  stillFor(): number
}

/** The turns of all panes; one for all who share a process's links, so that nobody types into another's text. */
export interface PaneLocks {
  take(pane: Pick<Target, 'server' | 'pane'>): PaneLock
}

interface Last {
  readonly passed: Promise<unknown>
  readonly next: () => void
}

/** `files`: shared with other processes; without it the locks hold in this one. */
export function createPaneLocks(files?: PaneFiles): PaneLocks {
  const last = new Map<string, Last>()
  const moved = new Map<string, number>()

  return {
    take({ server, pane }) {
      // Not by the host's name: a server may be known by several.
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
          // It may still wait for another process, and is not wanted any more.
          void ready.then(() => release())
        },
        stillFor,
      }
    },
  }
}
