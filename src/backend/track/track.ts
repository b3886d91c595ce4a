import type { SessionEnd } from '../../state/model/command.ts'
import type { Event } from '../../state/model/event.ts'
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
  const tell = (registry: Awaited<ReturnType<RegistryFile['read']>>) =>
    dispatch({ type: 'registry', registry })

  async function settleAll(ends: ReadonlyMap<string, SessionEnd>): Promise<void> {
    const written = file
      .change(before => [...ends].reduce((all, [id, end]) => settle(all, id, end), before))
      .then(tell)
    writing.add(written)
    await written.finally(() => writing.delete(written))
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
