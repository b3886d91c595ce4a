import { tierOf } from '../hosts/tier.ts'
import type { PoolEntry, Registry, Tier } from '../model/tracked-session.ts'

export type ProviderName = 'static' | 'azlin'

/** A machine as its provider knows it. */
export interface Machine {
  readonly name: string
  readonly provider: ProviderName
  readonly tier: Tier | null
  /** SKU; '' where nobody said how big it is. */
  readonly size: string
  /** '' where it has none: it is then in every region. */
  readonly region: string
  /** How many sessions it has room for; null: it is no part of the pool, and only used when it is named. */
  readonly capacity: number | null
  readonly reachable: 'up' | 'down' | 'unknown'
  /** Why it is down, where that is known: half a sentence. */
  readonly note?: string
  /** Epoch milliseconds; null where nobody knows. */
  readonly createdAt: number | null
  /** It stands in the configuration, switched off. */
  readonly disabled?: true
  /** Sessions that run there and that the state file does not know: they hold places, too. */
  readonly others?: number
  /** It stands in a configuration: nobody has only named it. */
  readonly configured?: true
}

/** What a person decided about a machine; kept beside its entry in the state file under these very names. */
export interface Duty {
  /** Gets no further sessions. */
  readonly cordoned?: true
  /** Cordoned, and to be given back when its last session has ended. */
  readonly draining?: true
}

/** A machine as placement sees it: what its provider says, and who is on it. */
export interface Candidate extends Machine {
  /** How many sessions hold a slot. */
  readonly active: number
  readonly cordoned: boolean
  readonly draining: boolean
  /** Since when nothing runs there, epoch milliseconds; null: something does, or nobody knows. */
  readonly idleSince: number | null
}

/**
 * The machines of all providers with what the state file knows of them. One that only the file knows is
 * there too, as `down`, with a note that says whether its provider answered (`allAnswered`) or not.
 */
export function candidatesOf(
  machines: readonly Machine[],
  registry: Registry,
  allAnswered: boolean,
): Candidate[] {
  const known = new Set(machines.map(machine => machine.name))
  const rest = [...registry.pool.values()].filter(entry => !known.has(entry.name))
  return [...machines, ...rest.map(entry => absent(entry, allAnswered))].map(machine =>
    candidateOf(machine, registry),
  )
}

/** Ids of the sessions that hold a slot there: of those that the file lists, all that have not ended. */
export function activeOn(name: string, registry: Registry): string[] {
  const here = [...registry.sessions.values()].filter(each => each.host === name)
  const listed = registry.pool.get(name)?.active ?? []
  const ids = new Set([...listed, ...here.map(each => each.id)])
  return [...ids].filter(id => {
    const status = registry.sessions.get(id)?.status
    return status === undefined || status === 'pending' || status === 'running'
  })
}

function candidateOf(machine: Machine, registry: Registry): Candidate {
  const entry: (PoolEntry & Duty) | undefined = registry.pool.get(machine.name)
  const active = activeOn(machine.name, registry).length + (machine.others ?? 0)
  const createdAt = machine.createdAt ?? entry?.createdAt ?? null
  // What the configuration says about a static host is newer than any entry of it.
  const remembered = machine.provider === 'static' ? null : (entry?.capacity ?? null)
  return {
    ...machine,
    active,
    capacity: machine.capacity ?? remembered,
    createdAt,
    cordoned: entry?.cordoned === true || entry?.draining === true,
    draining: entry?.draining === true,
    idleSince: active > 0 ? null : (lastEnd(machine.name, registry) ?? createdAt),
  }
}

function lastEnd(name: string, registry: Registry): number | null {
  const ends = [...registry.sessions.values()].flatMap(({ host, completedAt }) =>
    host === name && completedAt !== null ? [completedAt] : [],
  )
  return ends.length > 0 ? Math.max(...ends) : null
}

function absent(entry: PoolEntry, allAnswered: boolean): Machine {
  return {
    name: entry.name,
    provider: 'azlin',
    tier: tierOf(entry.size),
    size: entry.size,
    region: entry.region,
    capacity: entry.capacity,
    reachable: 'down',
    createdAt: entry.createdAt,
    note: allAnswered ? 'nobody knows it any more' : 'its provider does not answer',
  }
}
