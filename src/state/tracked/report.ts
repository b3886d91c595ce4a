import type { PoolEntry, RecordStatus, Registry } from '../model/tracked-session.ts'
import { activeOn, type Candidate, type Machine } from '../pool/candidate.ts'
import { strip } from '../text/text.ts'

/**
 * The document of `status --json`. It has the format of `amplihack remote status --json`, so that users' scripts can
 * read both.
 */
export interface StatusDocument {
  readonly pool: Slots & { readonly total_vms: number; readonly vms: readonly VmDocument[] }
  readonly sessions: Readonly<Record<RecordStatus, number>>
  readonly total_sessions: number
}

interface Slots {
  readonly total_capacity: number
  readonly active_sessions: number
  readonly available_capacity: number
}

interface VmDocument {
  readonly name: string
  readonly size: string
  readonly region: string
  readonly capacity: number
  readonly active_sessions: number
  readonly available_capacity: number
}

/** The statuses of sessions, in the order in which `fleetmux status` counts them. */
const STATUSES = ['running', 'completed', 'failed', 'killed', 'pending'] as const

/**
 * Adds pool machines that have had no session yet to the registry. Machines without capacity are not part of the pool;
 * existing entries do not change.
 */
export function withMachines(registry: Registry, machines: readonly Machine[]): Registry {
  const fresh = machines.flatMap(({ name, size, tier, region, capacity, createdAt }) => {
    if (capacity === null || registry.pool.get(name)) return []
    const entry = { name, size: size || (tier ?? ''), region, capacity, active: [], createdAt }
    return [[name, entry] as const satisfies [string, PoolEntry]]
  })
  return { ...registry, pool: new Map([...registry.pool, ...fresh]) }
}

/** The output of `status`: lines without line ends. Machines and their sessions are sorted by name. */
export function statusReport(registry: Registry): string[] {
  const vms = poolOf(registry)
  const { sessions, total_sessions: total } = statusDocument(registry)
  return [
    '=== Remote Session Pool Status ===',
    '',
    `VMs: ${vms.length} total`,
    ...(vms.length === 0 ? ['  (No VMs in pool)'] : vms.flatMap(vm => vmLines(vm, registry))),
    '',
    `Sessions: ${total} total`,
    ...STATUSES.map(
      status => `  ${status[0]?.toUpperCase()}${status.slice(1)}: ${sessions[status]}`,
    ),
  ]
}

/** The output of `status --json`. */
export function statusDocument(registry: Registry): StatusDocument {
  const vms = poolOf(registry).map(vm => vmDocument(vm, registry))
  const sum = (count: (vm: VmDocument) => number) => vms.reduce((all, vm) => all + count(vm), 0)
  const records = [...registry.sessions.values()]
  const number = (status: RecordStatus) => records.filter(each => each.status === status).length
  return {
    pool: {
      total_vms: vms.length,
      total_capacity: sum(vm => vm.capacity),
      active_sessions: sum(vm => vm.active_sessions),
      available_capacity: sum(vm => vm.available_capacity),
      vms,
    },
    sessions: {
      running: number('running'),
      completed: number('completed'),
      failed: number('failed'),
      killed: number('killed'),
      pending: number('pending'),
    },
    total_sessions: records.length,
  }
}

/** The machines without sessions, longest idle first, one line each with the idle time. */
export function idleLines(candidates: readonly Candidate[], now: number): string[] {
  return candidates
    .filter(each => each.capacity !== null && each.active === 0)
    .sort((one, other) => (one.idleSince ?? now) - (other.idleSince ?? now))
    .map(({ name, idleSince, cordoned }) => {
      const since = idleSince === null ? 'idle' : `idle for ${ageOf(idleSince, now)}`
      return `${strip(name)}: ${since}${cordoned ? ', cordoned' : ''}`
    })
}

/** An age in whole minutes (`12m`) or, from one hour on, whole hours (`1h`), never days. */
export function ageOf(then: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - then) / 60_000))
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h`
}

function poolOf(registry: Registry): PoolEntry[] {
  return [...registry.pool.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function vmLines(vm: PoolEntry, registry: Registry): string[] {
  const { capacity, active_sessions: active } = vmDocument(vm, registry)
  const percent = capacity > 0 ? Math.round((active / capacity) * 100) : 0
  return [
    `  ${strip(vm.name)} (${strip(vm.size)}, ${strip(vm.region)})`,
    `    Sessions: ${active}/${capacity} (${percent}% capacity)`,
    ...activeOn(vm.name, registry).map(
      id => `      - ${strip(id)} (${registry.sessions.get(id)?.status ?? 'unknown'})`,
    ),
  ]
}

function vmDocument({ name, size, region, capacity }: PoolEntry, registry: Registry): VmDocument {
  const active = activeOn(name, registry).length
  const available = Math.max(0, capacity - active)
  return { name, size, region, capacity, active_sessions: active, available_capacity: available }
}
