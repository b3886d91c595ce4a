import { tierOf } from '../hosts/machine-size.ts'
import type { PoolEntry, Registry, Tier } from '../model/tracked-session.ts'

export type ProviderName = 'static' | 'azlin'

/** A machine as reported by its provider. */
export interface Machine {
  readonly name: string
  readonly provider: ProviderName
  readonly tier: Tier | null
  /** The provider's name of the machine size (SKU); '' if unknown. */
  readonly size: string
  /** '': no region; the machine matches every region. */
  readonly region: string
  /** Maximum number of sessions; null: the machine is not part of the pool, and is used only if the user names it. */
  readonly capacity: number | null
  readonly reachable: 'up' | 'down' | 'unknown'
  /** Why the machine is down, if known, as a phrase. */
  readonly note?: string
  /** When the machine was created, in epoch milliseconds; null: unknown. */
  readonly createdAt: number | null
  /** Whether the host is disabled in the configuration. */
  readonly disabled?: true
  /** Number of running sessions on the machine that are not in the state file: they hold slots too. */
  readonly others?: number
  /** Whether the host is in a configuration, not only named on the command line. */
  readonly configured?: true
}

/** The user's decision about a machine, stored in its entry of the state file under these names. */
export interface CordonState {
  /** Whether the machine gets no further sessions. */
  readonly cordoned?: true
  /** Whether the machine is cordoned, and may be removed (`fleetmux pool remove`) when its last session has ended. */
  readonly draining?: true
}

/** A machine with its sessions, for choosing the machine of a new session. */
export interface Candidate extends Machine {
  /** Number of sessions that hold a slot. */
  readonly active: number
  readonly cordoned: boolean
  readonly draining: boolean
  /** Since when no session runs on the machine, epoch milliseconds; null: a session runs, or unknown. */
  readonly idleSince: number | null
}

/**
 * The machines of all providers with their data from the state file. A machine that is only in the file is included as
 * `down`, with a note that depends on whether all providers have answered (`allAnswered`).
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

/** Ids of the sessions that hold a slot on the machine: those in the state file, except ended ones. */
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
  const entry: (PoolEntry & CordonState) | undefined = registry.pool.get(machine.name)
  const active = activeOn(machine.name, registry).length + (machine.others ?? 0)
  const createdAt = machine.createdAt ?? entry?.createdAt ?? null
  // A capacity in the state file does not count for a host of the configuration (`static`).
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
    note: allAnswered
      ? 'the machine is no longer known'
      : 'the provider of the machine does not answer',
  }
}
