import { FailureError, reasonOf } from '../../state/model/failure.ts'
import type { PoolEntry, Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { clean } from '../../state/text/clean.ts'
import { emptyRegistry, isEnded } from '../../state/tracked/registry.ts'
import { firstMisfit } from '../files/issue-text.ts'
import { isObject, type JsonObject, parseExact } from './exact-json.ts'
import { fileSchema, type PoolFileEntry, type StateFile } from './schema.ts'

/** The content of a state file: all of its JSON, and the part that fleetmux understands. */
export interface Document {
  readonly raw: JsonObject
  readonly registry: Registry
}

/**
 * Parses the text of a state file. An empty text is an empty registry (no sessions, no machines).
 * @throws FailureError that says "corrupt", the path and what to do.
 */
export function parseDocument(text: string, path: string): Document {
  if (text.trim() === '') return { raw: {}, registry: emptyRegistry }
  const raw = parsed(text, path)
  const checked = fileSchema.safeParse(JSON.parse(text))
  if (!checked.success) {
    const { place, why } = firstMisfit(checked.error)
    throw corrupt(path, `at ${place}: ${why}`)
  }
  return { raw, registry: toRegistry(checked.data) }
}

function parsed(text: string, path: string): JsonObject {
  try {
    const raw = parseExact(text)
    if (isObject(raw)) return raw
  } catch (thrown) {
    throw corrupt(path, reasonOf(thrown))
  }
  throw corrupt(path, 'it does not contain a JSON object')
}

function corrupt(path: string, why: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The state file ${path} is corrupt. It was not changed.`,
    why,
    hint: `Move it aside, \`mv ${path} ${path}.bak\`, and rebuild it from the hosts: \`fleetmux recover\`.`,
  })
}

function toRegistry(file: StateFile): Registry {
  const sessions = mapped(file.sessions, (entry, id) =>
    toRecord(entry, id, file.fleetmux?.sessions),
  )
  const known = [...sessions.values()]
  return { sessions, pool: mapped(file.vm_pool, (entry, name) => toPoolEntry(entry, name, known)) }
}

function toRecord(
  entry: StateFile['sessions'][string],
  id: string,
  extras: NonNullable<StateFile['fleetmux']>['sessions'] = {},
): SessionRecord {
  const extra = Object.hasOwn(extras, id) ? (extras[id] ?? {}) : {}
  const { agent = 'amplihack', repository = '', base = '', configured } = extra
  return {
    id,
    host: entry.vm_name,
    workspace: clean(entry.workspace ?? `/workspace/${id}`),
    tmuxSession: clean(entry.tmux_session ?? id),
    prompt: entry.prompt,
    command: clean(entry.command),
    maxTurns: entry.max_turns,
    status: entry.status,
    memoryMb: entry.memory_mb,
    createdAt: entry.created_at,
    startedAt: entry.started_at,
    completedAt: entry.completed_at,
    exitCode: entry.exit_code,
    agent: clean(agent),
    repository,
    base: clean(base),
    ...(configured && { configured }),
  }
}

function toPoolEntry(
  entry: PoolFileEntry,
  name: string,
  sessions: readonly SessionRecord[],
): PoolEntry {
  const vm = entry.vm ?? entry
  const active = Array.isArray(entry.active_sessions)
    ? entry.active_sessions
    : sessions.filter(each => each.host === name && !isEnded(each.status)).map(each => each.id)
  return {
    name,
    size: vm.size,
    region: entry.region ?? vm.region ?? '',
    capacity: entry.capacity,
    active,
    createdAt: vm.created_at ?? null,
    ...(vm.cordoned && { cordoned: true }),
    ...(vm.draining && { draining: true }),
  }
}

function mapped<T, U>(
  record: Readonly<Record<string, T>>,
  to: (value: T, key: string) => U,
): Map<string, U> {
  return new Map(Object.entries(record).map(([key, value]) => [key, to(value, key)]))
}
