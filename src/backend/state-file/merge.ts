import type { PoolEntry, Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import type { Document } from './document.ts'
import { isObject, type Json, type JsonObject } from './exact-json.ts'

/**
 * Applies the changes in `after` to the document. Unchanged values keep their text and precision. Keys that fleetmux
 * does not know stay at every level.
 */
export function mergeDocument({ raw, registry: before }: Document, after: Registry): JsonObject {
  const merged = {
    ...raw,
    sessions: members(raw.sessions, before.sessions, after.sessions, sessionFields),
    vm_pool: members(raw.vm_pool, before.pool, after.pool, poolFields),
  }
  const ours = object(raw.fleetmux)
  const extras = members(ours.sessions, before.sessions, after.sessions, extraFields)
  const isEmpty = Object.keys(extras).length === 0 && raw.fleetmux === undefined
  return isEmpty ? merged : { ...merged, fleetmux: { ...ours, sessions: extras } }
}

type Fields = Readonly<Record<string, Json | undefined>>

function members<T>(
  raw: Json | undefined,
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  toFields: (value: T) => Fields,
): JsonObject {
  const old = object(raw)
  // Keep the sessions or machines of the file that fleetmux could not parse, which `before` does not have. Remove those
  // that `before` has and `after` does not.
  const kept = Object.entries(old).filter(([key]) => !before.has(key) || after.has(key))
  const changed = [...after]
    .filter(([key, value]) => before.get(key) !== value)
    .map(([key, value]) => {
      const was = before.get(key)
      return [key, overlaid(own(old, key), was ? toFields(was) : {}, toFields(value))] as const
    })
  return Object.fromEntries([...kept, ...changed])
}

/**
 * Returns the file's object `raw` with those fields replaced that changed between `before` and `after`. Objects are
 * merged field by field.
 */
function overlaid(raw: Json | undefined, before: Fields, after: Fields): JsonObject {
  const old = object(raw)
  const changed = Object.entries(after).flatMap(([key, value]) => {
    if (value === undefined || (Object.hasOwn(old, key) && same(before[key], value))) return []
    // Do not write false where the field is missing: a missing field means false.
    if (value === false && !Object.hasOwn(old, key)) return []
    return [[key, isObject(value) ? overlaid(old[key], object(before[key]), value) : value]]
  })
  return { ...old, ...Object.fromEntries(changed) }
}

/** The fields of a record, in the order of amplihack's document. */
function sessionFields(record: SessionRecord): Fields {
  return {
    session_id: record.id,
    vm_name: record.host,
    workspace: record.workspace,
    tmux_session: record.tmuxSession,
    prompt: record.prompt,
    command: record.command,
    max_turns: record.maxTurns,
    status: record.status,
    memory_mb: record.memoryMb,
    created_at: written(record.createdAt),
    started_at: written(record.startedAt),
    completed_at: written(record.completedAt),
    exit_code: record.exitCode,
  }
}

function extraFields({ agent, repository, base, configured }: SessionRecord): Fields {
  return { agent, repository, base, configured: configured === true }
}

function poolFields(entry: PoolEntry): Fields {
  const { name, size, region, capacity, active, createdAt } = entry
  const duty = { cordoned: entry.cordoned === true, draining: entry.draining === true }
  const born: JsonObject = createdAt === null ? {} : { created_at: written(createdAt) }
  return { vm: { name, size, region, ...born, ...duty }, capacity, active_sessions: active, region }
}

/** A time as RFC 3339 in UTC. A zero fraction is left out, as amplihack does. */
function written(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace('.000Z', 'Z')
}

/** The value of an own key, since a session may be named `constructor`. */
function own(fields: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function same(one: Json | undefined, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
