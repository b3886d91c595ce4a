import { withEntry } from '../map/shared-map.ts'
import type { PoolEntry, RecordStatus, Registry, SessionRecord } from '../model/tracked-session.ts'

/** How a tracked session ended. */
export type EndStatus = Exclude<RecordStatus, 'pending' | 'running'>

export const emptyRegistry: Registry = { sessions: new Map(), pool: new Map() }

/**
 * An unused id `sess-YYYYMMDD-HHMMSS-xxxx`, UTC.
 * `at` is epoch milliseconds, `random` returns numbers from 0 to below 1.
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

/** Whether the text has the form of a tracked session's id. */
export function isSessionId(text: string): boolean {
  return /^sess-\d{8}-\d{6}-[a-f0-9]{4}$/.test(text)
}

export function isEnded(status: RecordStatus): status is EndStatus {
  return status !== 'pending' && status !== 'running'
}

/** Adds or replaces a record. Until its session has ended, it holds a slot of its host if the host is in the pool. */
export function addRecord(registry: Registry, record: SessionRecord): Registry {
  const sessions = new Map(registry.sessions).set(record.id, record)
  const pool = freed(registry.pool, record.id)
  const entry = isEnded(record.status) ? undefined : pool.get(record.host)
  if (!entry) return { sessions, pool }
  const active = [...entry.active, record.id]
  return { sessions, pool: new Map(pool).set(record.host, { ...entry, active }) }
}

/** Removes a record and frees its slot, if a start failed before anything ran. */
export function dropRecord(registry: Registry, id: string): Registry {
  const sessions = new Map(registry.sessions)
  sessions.delete(id)
  return { sessions, pool: freed(registry.pool, id) }
}

/** Changes a pending record to running. Other records do not change. `at` is epoch milliseconds. */
export function started(registry: Registry, id: string, at: number): Registry {
  const record = registry.sessions.get(id)
  if (record?.status !== 'pending') return registry
  return replaced(registry, { ...record, status: 'running', startedAt: at })
}

/**
 * Records how a session ended, and frees its slot. A known end is not changed: if the user has killed the session, a
 * later reading of its exit status must not record a failure. `completedAt` is epoch milliseconds.
 */
export function recordEnd(
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
  return recordEnd(registry, id, { status: 'killed', exitCode: null, completedAt: at })
}

/** Adds a session that its host reports as running. Only this function can make an ended session run again. */
export function recovered(registry: Registry, record: SessionRecord): Registry {
  const known = registry.sessions.get(record.id)
  return addRecord(registry, {
    ...record,
    repository: record.repository || (known?.repository ?? ''),
    base: record.base || (known?.base ?? record.base),
  })
}

/**
 * Sets the host of a session to the one that the user has named: reserves a slot on it, and frees the slot on the old
 * host.
 */
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

/** Frees the session's slot on its machine. The entries of all other machines stay the same objects. */
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
