import type { PoolEntry } from '../model/tracked-session.ts'
import type { CordonState } from './candidate.ts'

/**
 * A machine of the pool, with the marks that the user has set: cordoned (no new sessions), also draining (see `drain`).
 */
export type KeptEntry = PoolEntry & CordonState

/** Marks the machine, so that it gets no further sessions; running ones continue. */
export function cordon(entry: KeptEntry): KeptEntry {
  return { ...entry, cordoned: true }
}

/** Clears the marks, so that the machine gets sessions again, whether it was cordoned or draining. */
export function uncordon(entry: KeptEntry): KeptEntry {
  const { cordoned: _cordoned, draining: _draining, ...open } = entry
  return open
}

/** Marks the machine: it gets no further sessions, and may be removed when the last one has ended (`cordonWord`). */
export function drain(entry: KeptEntry): KeptEntry {
  return { ...entry, cordoned: true, draining: true }
}

/**
 * The word for a machine's state in the pool. `drained`: nothing runs on a draining machine, so that the user may remove
 * it. `active`: the number of its sessions.
 */
export function cordonWord(
  { cordoned = false, draining = false }: { readonly [K in keyof CordonState]: boolean },
  active: number,
): 'open' | 'cordoned' | 'draining' | 'drained' {
  if (draining) return active > 0 ? 'draining' : 'drained'
  return cordoned ? 'cordoned' : 'open'
}

/** Reserves a slot for a session. Reserving it again changes nothing. */
export function reserveSlot(entry: KeptEntry, session: string): KeptEntry {
  return entry.active.includes(session) ? entry : { ...entry, active: [...entry.active, session] }
}

export function freeSlot(entry: KeptEntry, session: string): KeptEntry {
  return { ...entry, active: entry.active.filter(id => id !== session) }
}
