import type { Registry, SessionRecord } from '../model/tracked-session.ts'
import { isEnded } from './registry.ts'

type Records = Registry['sessions']

const openOf = new WeakMap<Records, ReadonlyMap<string, readonly SessionRecord[]>>()

/** The records of a host that have not ended, found without a look at those of others. */
export function openRecordsOn({ sessions }: Registry, host: string): readonly SessionRecord[] {
  return (openOf.get(sessions) ?? index(sessions)).get(host) ?? []
}

/** Kept with the records that it was made of, and freed with them. */
function index(sessions: Records): ReadonlyMap<string, readonly SessionRecord[]> {
  const open = [...sessions.values()].filter(({ status }) => !isEnded(status))
  const found = Map.groupBy(open, ({ host }) => host)
  openOf.set(sessions, found)
  return found
}
