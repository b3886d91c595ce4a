import type { SessionEnd } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import { recordEnd } from '../../state/tracked/registry.ts'
import type { RegistryFile } from '../state-file/registry.ts'

export interface Track {
  /** Reports the content of the state file now and after every change. */
  start(): Promise<void>
  /** Records how a session ended, if no end is recorded yet. */
  settle(id: string, end: SessionEnd): Promise<void>
  settleAll(ends: ReadonlyMap<string, SessionEnd>): Promise<void>
  close(): Promise<void>
}

/**
 * Dispatches the sessions of the state file into fleetmux's state, at the start and after each change of the file, and
 * writes ends of sessions into the file.
 */
export function createTrack(file: RegistryFile, dispatch: (event: Event) => void): Track {
  let stop: (() => Promise<void>) | null = null
  const writing = new Set<Promise<void>>()
  const tell = (registry: Registry) => dispatch({ type: 'registry', registry })

  const queued = new Map<string, SessionEnd>()
  let next: Promise<void> | null = null

  /**
   * Records ends of sessions. Ends that arrive during a write are written together, because many sessions may end at
   * once.
   */
  function settleAll(ends: ReadonlyMap<string, SessionEnd>): Promise<void> {
    for (const [id, end] of ends) if (!queued.has(id)) queued.set(id, end)
    if (next) return next
    const written = Promise.resolve()
      .then(() => file.change(takeQueued))
      .then(tell)
    next = written
    writing.add(written)
    return written.finally(() => {
      writing.delete(written)
      // If the state file could not be opened, `takeQueued` was not called and `next` is still this failed write.
      // Without it, the next call of `settleAll` also writes the ends that are still in `queued`.
      if (next === written) next = null
    })
  }

  function takeQueued(before: Registry): Registry {
    const ends = [...queued]
    queued.clear()
    next = null
    return ends.reduce((all, [id, end]) => recordEnd(all, id, end), before)
  }

  return {
    async start() {
      stop ??= file.watch(tell, failure => dispatch({ type: 'failed', failure }))
      tell(await file.read())
    },
    settle: (id, end) => settleAll(new Map([[id, end]])),
    settleAll,
    async close() {
      // Wait until the ends of sessions are written into the state file.
      await Promise.allSettled(writing)
      await stop?.()
      stop = null
    },
  }
}
