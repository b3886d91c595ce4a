import { withEntry } from '../map/shared-map.ts'
import type { PoolEntry, RecordStatus, Registry, SessionRecord } from '../model/tracked-session.ts'

/** How a tracked session ended. */
export type EndStatus = Exclude<RecordStatus, 'pending' | 'running'>

export const emptyRegistry: Registry = { sessions: new Map(), pool: new Map() }

/**
 * `sess-YYYYMMDD-HHMMSS-xxxx`, UTC, that nobody has yet.
 * `at` is epoch milliseconds, `random` gives numbers from 0 to below 1.
 */
export function newSessionId(
  at: number,
  random: () => number,
  isTaken: (id: string) => boolean = () => false,
): string {
  const [day = '', time = ''] = new Date(at)
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .split('T')
  for (;;) {
    const end = Math.floor(random() * 0x10000)
    const id = `sess-${day}-${time}-${end.toString(16).padStart(4, '0')}`
    if (!isTaken(id)) return id
  }
}

/** Whether it is written as the id of a tracked session; not whether there is one. */
export function isSessionId(text: string): boolean {
  return /^sess-\d{8}-\d{6}-[a-f0-9]{4}$/.test(text)
}

export function isEnded(status: RecordStatus): status is EndStatus {
  return status !== 'pending' && status !== 'running'
}

/** Adds or replaces a record. While it has not ended it holds a slot of its host, where the pool knows that. */
export function addRecord(registry: Registry, record: SessionRecord): Registry {
  const sessions = new Map(registry.sessions).set(record.id, record)
  const pool = freed(registry.pool, record.id)
  const entry = isEnded(record.status) ? undefined : pool.get(record.host)
  if (!entry) return { sessions, pool }
  const active = [...entry.active, record.id]
  return { sessions, pool: new Map(pool).set(record.host, { ...entry, active }) }
}

/** Forgets a record and frees its slot: of a start that failed before anything ran. */
export function dropRecord(registry: Registry, id: string): Registry {
  const sessions = new Map(registry.sessions)
  sessions.delete(id)
  return { sessions, pool: freed(registry.pool, id) }
}

/** Pending becomes running. Nothing else does: what has ended stays ended. `at` is epoch milliseconds. */
export function started(registry: Registry, id: string, at: number): Registry {
  const record = registry.sessions.get(id)
  if (record?.status !== 'pending') return registry
  return replaced(registry, { ...record, status: 'running', startedAt: at })
}

/**
 * What the host says of a session's end; its slot is free then. An end that is known already stands:
 * whoever looks later must not turn a kill into a failure. `completedAt` is epoch milliseconds.
 */
export function settle(
  registry: Registry,
  id: string,
  end: {
    readonly status: EndStatus
    readonly exitCode: number | null
    readonly completedAt: number
  },
): Registry {
  const record = registry.sessions.get(id)
  if (!record) return registry
  const pool = freed(registry.pool, id)
  if (isEnded(record.status)) return { ...registry, pool }
  return replaced({ ...registry, pool }, { ...record, ...end })
}

export function killed(registry: Registry, id: string, at: number): Registry {
  return settle(registry, id, { status: 'killed', exitCode: null, completedAt: at })
}

/** The host was asked and runs it: the one way back from an end, and into a file that knew nothing of it. */
export function recovered(registry: Registry, record: SessionRecord): Registry {
  const known = registry.sessions.get(record.id)
  return addRecord(registry, {
    ...record,
    repository: record.repository || (known?.repository ?? ''),
    base: record.base || (known?.base ?? record.base),
  })
}

/** A person has said where it is now: its slot there is taken, the one on the host before is free. */
export function moved(
  registry: Registry,
  id: string,
  to: Pick<SessionRecord, 'host' | 'tmuxSession' | 'configured'>,
): Registry {
  const known = registry.sessions.get(id)
  if (!known) return registry
  const { configured: _, ...record } = known
  return addRecord(registry, { ...record, ...to })
}

/** Adds or replaces a machine of the pool. */
export function addToPool(registry: Registry, entry: PoolEntry): Registry {
  return { ...registry, pool: new Map(registry.pool).set(entry.name, entry) }
}

export function dropFromPool(registry: Registry, name: string): Registry {
  const pool = new Map(registry.pool)
  pool.delete(name)
  return { ...registry, pool }
}

export function countByStatus(registry: Registry): Readonly<Record<RecordStatus, number>> {
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, killed: 0 }
  for (const { status } of registry.sessions.values()) counts[status]++
  return counts
}

function replaced(registry: Registry, record: SessionRecord): Registry {
  return { ...registry, sessions: withEntry(registry.sessions, record.id, record) }
}

/** The same entries, by reference, where they did not hold it. */
function freed(pool: Registry['pool'], id: string): Registry['pool'] {
  return new Map(
    [...pool].map(([name, entry]) => [
      name,
      entry.active.includes(id)
        ? { ...entry, active: entry.active.filter(each => each !== id) }
        : entry,
    ]),
  )
}
