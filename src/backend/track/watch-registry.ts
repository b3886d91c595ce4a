import type { SessionEnd } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import { settle } from '../../state/tracked/registry.ts'
import type { RegistryFile } from '../registry/registry.ts'

export interface Track {
  /** Tells what the state file holds, now and after every change. */
  start(): Promise<void>
  /** Writes down how a session ended, if nobody did yet. */
  settle(id: string, end: SessionEnd): Promise<void>
  settleAll(ends: ReadonlyMap<string, SessionEnd>): Promise<void>
  close(): Promise<void>
}

/** The state file on its way into the state. */
export function createTrack(file: RegistryFile, dispatch: (event: Event) => void): Track {
  let stop: (() => Promise<void>) | null = null
  const writing = new Set<Promise<void>>()
  const tell = (registry: Registry) => dispatch({ type: 'registry', registry })

  const queued = new Map<string, SessionEnd>()
  let next: Promise<void> | null = null

  /** What comes while others wait for the file is written with them: many may end at once. */
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
      // Where the file could not be opened, the next one tries it for these, too.
      if (next === written) next = null
    })
  }

  function takeQueued(before: Registry): Registry {
    const ends = [...queued]
    queued.clear()
    next = null
    return ends.reduce((all, [id, end]) => settle(all, id, end), before)
  }

  return {
    async start() {
      stop ??= file.watch(tell, failure => dispatch({ type: 'failed', failure }))
      tell(await file.read())
    },
    settle: (id, end) => settleAll(new Map([[id, end]])),
    settleAll,
    async close() {
      // What was seen to end is written down, even where nobody waits any more.
      await Promise.allSettled(writing)
      await stop?.()
      stop = null
    },
  }
}
