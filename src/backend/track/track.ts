import type { SessionEnd } from '../../state/model/command.ts'
import type { Event } from '../../state/model/event.ts'
import { settle } from '../../state/tracked/registry.ts'
import type { RegistryFile } from '../registry/registry.ts'

export interface Track {
  /** Tells what the state file holds, now and after every change. */
  start(): Promise<void>
  /** Writes down how a session ended, if nobody did yet. */
  settle(id: string, end: SessionEnd): Promise<void>
  close(): Promise<void>
}

/** The state file on its way into the state. */
export function createTrack(file: RegistryFile, dispatch: (event: Event) => void): Track {
  let stop: (() => Promise<void>) | null = null
  const writing = new Set<Promise<void>>()
  const tell = (registry: Awaited<ReturnType<RegistryFile['read']>>) =>
    dispatch({ type: 'registry', registry })

  return {
    async start() {
      stop ??= file.watch(tell, failure => dispatch({ type: 'failed', failure }))
      tell(await file.read())
    },
    async settle(id, end) {
      const written = file.change(registry => settle(registry, id, end)).then(tell)
      writing.add(written)
      await written.finally(() => writing.delete(written))
    },
    async close() {
      // What was seen to end is written down, even where nobody waits any more.
      await Promise.allSettled(writing)
      await stop?.()
      stop = null
    },
  }
}
