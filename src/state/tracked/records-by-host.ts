import { type Memoized, memoize } from '../map/memoize.ts'
import type { Registry, SessionRecord } from '../model/tracked-session.ts'
import { isEnded } from './registry.ts'

type ByHost = ReadonlyMap<string, readonly SessionRecord[]>

const openOf = new WeakMap<Registry['sessions'], Memoized<ByHost>>()

/** The records of the tracked sessions on a host that have not ended, found by an index instead of a search. */
export function openRecordsOn({ sessions }: Registry, host: string): readonly SessionRecord[] {
  const open = memoize(openOf, sessions, '', () => groupOpen(sessions))
  return open.get(host) ?? []
}

function groupOpen(sessions: Registry['sessions']): ByHost {
  const open = [...sessions.values()].filter(({ status }) => !isEnded(status))
  return Map.groupBy(open, ({ host }) => host)
}
