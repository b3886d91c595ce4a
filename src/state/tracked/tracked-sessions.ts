import { noSuchHost, withHost } from '../hosts/host.ts'
import { refuse } from '../log/log.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Host, Session } from '../model/fleet.ts'
import type { SessionEnd } from '../model/messages/command.ts'
import { andThen, type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { WrittenTarget } from '../model/target.ts'
import type { SessionRecord } from '../model/tracked-session.ts'
import { mayReach } from '../sessions/session.ts'
import { paneOfRecord, sessionOf } from './ended.ts'
import { openRecordsOn } from './records-by-host.ts'
import { recordEnd } from './registry.ts'
import { strangersOn } from './strangers.ts'

/** The reducers of tracked sessions (started from prompts): they compare the state file with the sessions on hosts. */
export const tracked: Handlers = {
  joined(state, { host }) {
    const known = state.hosts.get(host.name)
    if (!known?.config.joined || known.config.address === host.address) return step(state)
    return step(withHost(state, { ...known, config: host }), { type: 'dial', host })
  },
  join: (state, asked) => (state.hosts.has(asked.host) ? step(state) : step(state, asked)),
  registry: (state, { registry }) => {
    const hosts = [...state.hosts.values()]
    return hosts.reduce<Step>(
      (done, host) => andThen(done, now => reconcile(now, host, false)),
      step({ ...state, registry }),
    )
  },
  sessions(state, { host }) {
    const known = state.hosts.get(host)
    return known
      ? andThen(reconcile(state, known, true), now => meetStrangers(now, known))
      : step(state)
  },

  'end-tracked': (state, { id, force, ref }) => {
    const record = state.registry?.sessions.get(id)
    if (!record) return step(refuse(state, noSuchRecord(id), ref))
    return step(state, { type: 'end-tracked', record, force, ...(ref && { ref }) })
  },
  'fetch-results': (state, { id, repository, ref }) => {
    const known = state.registry?.sessions.get(id)
    if (!known) return step(refuse(state, noSuchRecord(id), ref))
    const record = { ...known, repository: repository ?? known.repository }
    return step(state, { type: 'fetch-results', record, ...(ref && { ref }) })
  },
  reassign: (state, { id, host, ref }) => {
    const record = state.registry?.sessions.get(id)
    if (!record) return step(refuse(state, noSuchRecord(id), ref))
    const known = state.hosts.get(host)
    if (!known) return step(refuse(state, noSuchHost(host), ref))
    return step(state, { type: 'reassign', record, host, ...(ref && { ref }) })
  },
  'remove-machine': (state, asked) => {
    const [one] = state.registry ? openRecordsOn(state.registry, asked.host) : []
    return one ? step(refuse(state, inUse(asked.host, one.id), asked.ref)) : step(state, asked)
  },
  measure: (state, asked) => {
    const records = [...(state.registry?.sessions.values() ?? [])]
    return step(state, { ...asked, records: records.filter(each => each.status === 'running') })
  },
  measured: (state, { memory }) => step({ ...state, memory: new Map(Object.entries(memory)) }),
  recover: (state, { type: _, ...asked }) => step(state, { type: 'recover', ...asked }),
}

/**
 * Time after the start of a tracked session in which its host's list of sessions may be from before, in milliseconds: a
 * session that the list lacks does not count as ended yet.
 */
const GRACE = 15_000

/** The same message as in amplihack, word for word. */
function noSuchRecord(id: string): Failure {
  return makeFailure({
    kind: 'missing',
    what: `Session '${id}' not found.`,
    hint: "Use 'fleetmux list' to see available sessions.",
  })
}

function inUse(host: string, id: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: `The machine was not removed, because session '${id}' is still running on it.`,
    hint: `End that session first: \`fleetmux kill ${id}\`.`,
  })
}

/** The tmux session of a record, if its host lists the session. */
export function sessionOfRecord(
  host: Host | undefined,
  record: SessionRecord,
): Session | undefined {
  return sessionOf([...(host?.sessions.values() ?? [])], record)
}

/**
 * The target that a record stands for. The user may have renamed the session, so its number in tmux is used if its host
 * lists it; else the id of the record, which no other session has as its name.
 */
export function targetOfRecord({ hosts }: State, record: SessionRecord): WrittenTarget {
  const { host, id } = record
  return { host, session: sessionOfRecord(hosts.get(host), record)?.id ?? id }
}

/** Whether the host has been asked how a session ended, and has not answered yet. */
export function isUnsure({ hosts, registry, now, settings }: State, name: string): boolean {
  const host = hosts.get(name)
  if (!host || !registry) return false
  return openRecordsOn(registry, name).some(record => {
    if (isGone({ now, settings }, host, record)) return true
    if (record.status === 'pending') return isForgotten({ now }, host, record)
    const pane = paneOfRecord([...host.sessions.values()], record)
    return pane?.dead !== undefined && pane.dead.code === undefined
  })
}

/** Requests the records of unknown tracked sessions once, but only at a screen: CLI commands ignore such sessions. */
function meetStrangers(state: State, host: Host): Step {
  const { registry } = state
  if (!registry || !state.alerts.on) return step(state)
  const strangers = strangersOn(host, registry)
    .flatMap(({ tracked: id }) => id ?? [])
    .filter(id => !state.strangers.includes(id))
  if (strangers.length === 0) return step(state)
  const met = { ...state, strangers: [...state.strangers, ...strangers] }
  return step(met, { type: 'recover', hosts: [host.config.name], quiet: true })
}

/**
 * Sessions that run according to the state file but not on the host have ended: records once how each of them ended.
 */
function reconcile(state: State, host: Host, isFresh: boolean): Step {
  const { registry } = state
  if (!registry || mayReach(host) || host.server.state === 'unknown') return step(state)
  const open = openRecordsOn(registry, host.config.name)
  const records = isFresh ? open.filter(record => isGone(state, host, record)) : []
  const first = records.length > 0 ? readEnds(state, host, records) : step(state)
  return open.reduce<Step>((done, record) => {
    if (record.status === 'pending') {
      const asked = { type: 'stir', host: record.host, record } as const
      return isForgotten(state, host, record) ? andThen(done, now => step(now, asked)) : done
    }
    const end = endOf(host, record)
    if (end === 'unsure')
      return andThen(done, now => step(now, { type: 'stir', host: record.host, record }))
    if (!end) return done
    return andThen(done, now =>
      step(
        { ...now, registry: recordEnd(now.registry ?? registry, record.id, end) },
        { type: 'settle', id: record.id, end },
      ),
    )
  }, first)
}

function readEnds(state: State, { config }: Host, records: readonly SessionRecord[]): Step {
  return step(state, { type: 'read-ends', host: config.name, records })
}

/**
 * Whether the session is running according to its record, but its host does not list it, although more than `GRACE`
 * milliseconds have passed since its start.
 */
function isGone(
  { now, settings }: Pick<State, 'now' | 'settings'>,
  host: Host,
  record: SessionRecord,
): boolean {
  if (record.status !== 'running' || sessionOfRecord(host, record)) return false
  return now - (record.startedAt ?? 0) > GRACE && !isElsewhere({ settings }, host)
}

/** Whether the session runs, but the process that started it ended before it updated the record. */
function isForgotten({ now }: Pick<State, 'now'>, host: Host, record: SessionRecord): boolean {
  return now - record.createdAt > GRACE && sessionOfRecord(host, record) !== undefined
}

/**
 * How the session ended. `unsure`: the pane is dead, but its exit status is not known before `collectExitStatuses` has
 * made tmux read it.
 */
function endOf(host: Host, record: SessionRecord): SessionEnd | 'unsure' | null {
  const session = sessionOfRecord(host, record)
  if (!session) return null
  const pane = paneOfRecord([session], record)
  if (!pane?.dead) return null
  const { code } = pane.dead
  if (code === undefined) return 'unsure'
  const at = Math.max(record.startedAt ?? 0, session.activity)
  return code === 0 ? { status: 'completed', exitCode: 0, completedAt: at } : failed(code, at)
}

/** Whether the sessions of this machine may be on another tmux server, because fleetmux runs inside tmux. */
function isElsewhere({ settings }: Pick<State, 'settings'>, host: Host): boolean {
  return host.config.transport === 'local' && settings.inTmux === true
}

function failed(exitCode: number | null, completedAt: number): SessionEnd {
  return { status: 'failed', exitCode, completedAt }
}
