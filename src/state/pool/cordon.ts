import type { PoolEntry } from '../model/tracked-session.ts'
import type { Duty } from './candidate.ts'

/** An entry of the pool with what a person decided about it. */
export type KeptEntry = PoolEntry & Duty

/** No further sessions; those that run go on. */
export function cordon(entry: KeptEntry): KeptEntry {
  return { ...entry, cordoned: true }
}

/** Open again, whether it was cordoned or draining. */
export function uncordon(entry: KeptEntry): KeptEntry {
  const { cordoned: _cordoned, draining: _draining, ...open } = entry
  return open
}

/** No further sessions, and to be given back when the last has ended: see `isDrained`. */
export function drain(entry: KeptEntry): KeptEntry {
  return { ...entry, cordoned: true, draining: true }
}

/** Nothing holds a machine that drains any more: it can be given back to its provider. */
export function isDrained(entry: KeptEntry): boolean {
  return entry.draining === true && entry.active.length === 0
}

/** A session takes a slot. Taking it again changes nothing. */
export function hold(entry: KeptEntry, session: string): KeptEntry {
  return entry.active.includes(session) ? entry : { ...entry, active: [...entry.active, session] }
}

/** A session gives its slot back. */
export function release(entry: KeptEntry, session: string): KeptEntry {
  return { ...entry, active: entry.active.filter(id => id !== session) }
}
