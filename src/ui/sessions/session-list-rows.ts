import { type Needy, neediest, needySessions, rowAgent } from '../../state/agents/attention.ts'
import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { AgentStatus, Need } from '../../state/model/agents/agent.ts'
import type { Host, Pane, Session } from '../../state/model/fleet.ts'
import type { FleetRun } from '../../state/model/fleet-run.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import { askingRuns, liveRuns, runState } from '../../state/runs/run-state.ts'
import { age } from '../../state/text/age.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Sort } from '../model/view.ts'
import { isListed, matches } from './session-filter.ts'

/** A row of the session list that shows a session. */
export interface SessionRow {
  readonly kind: 'session'
  readonly host: Host
  readonly session: Session
  /** The pane that the row describes: the pane that needs a person most, else the active pane. */
  readonly pane: Pane | undefined
  readonly agent: AgentStatus | null
  readonly need: Need | null
  /** Sort key in natural order: `s2` before `s10`. */
  readonly order: string
}
export interface HostRow {
  readonly kind: 'host'
  readonly host: Host
}
export interface NeedRow {
  readonly kind: 'need'
  readonly count: number
}
/** A run that has not ended. If it has an open question, it is listed with the sessions that need a person. */
export interface RunListRow {
  readonly kind: 'run'
  readonly host: Host
  readonly run: FleetRun
}
export type ListRow = SessionRow | HostRow | NeedRow | RunListRow

/**
 * The session list: first the sessions that need a person, then the rest, filtered, sorted, with headings or without.
 * Each session occurs once. The same state gives the same array.
 */
export function rowsOf(state: UiState): readonly ListRow[] {
  const { sort, grouped } = state.view
  const key = `${filterKey(state)}\n${sort}\n${grouped}\n${sort === 'activity' ? state.now : ''}`
  const known = lists.get(state.hosts)
  if (known?.key === key && known.runs === state.runs.all) return known.rows
  const rows = grouped ? underHeadings(state) : flat(state)
  lists.set(state.hosts, { key, runs: state.runs.all, rows })
  return rows
}

export function sessionRowsOf(state: UiState): readonly SessionRow[] {
  const rows = rowsOf(state)
  return memoize(sessionLists, rows, '', () => rows.filter(row => row.kind === 'session'))
}

/** Sessions that match the filter and need a person, because their agent waits, failed or finished; oldest first. */
export function needRows(state: UiState): readonly SessionRow[] {
  return memoize(needLists, state.hosts, filterKey(state), () =>
    needySessions(state)
      .filter(({ host, session }) => isListed(state, host, session))
      .map(needRow),
  )
}

/** The hosts in the pool list: hosts that match the filter, and hosts with a session that matches the filter. */
export function poolOf(state: UiState): readonly Host[] {
  const key = `${filterKey(state)}\n${state.view.sort}`
  return memoize(pools, state.hosts, key, () => ordered(state).filter(host => isShown(state, host)))
}

/** The rows of one host. The same row objects are returned until the host changes. */
export function hostRows(state: UiState, host: Host): readonly SessionRow[] {
  const { sort } = state.view
  const key = `${filterKey(state)}\n${sort === 'activity' ? state.now : ''}`
  return memoize(hostLists, host, key, () => {
    const rows = [...host.sessions.values()]
      .filter(session => isListed(state, host, session))
      .map(session => rowOf(host, session))
    return sorted(rows, sort, state.now)
  })
}

// Caches of computed lists, by the object from which a list was computed, such as a host. They are freed with it.
const lists = new WeakMap<
  object,
  { readonly key: string; readonly runs: object; readonly rows: readonly ListRow[] }
>()
const sessionLists = new WeakMap<object, Memoized<readonly SessionRow[]>>()
const needLists = new WeakMap<object, Memoized<readonly SessionRow[]>>()
const pools = new WeakMap<object, Memoized<readonly Host[]>>()
const hostLists = new WeakMap<object, Memoized<readonly SessionRow[]>>()

/** A number for each registry (the tracked sessions), for use in cache keys, which are text. */
const registryNumbers = new WeakMap<Registry, number>()
let registries = 0

/**
 * The cache key of a filtered list: the filter, and a number for the registry, whose prompts the filter searches too.
 */
function filterKey({ registry, view: { filter } }: UiState): string {
  if (filter === '' || !registry) return filter
  const number = registryNumbers.get(registry) ?? ++registries
  registryNumbers.set(registry, number)
  return `${filter}\n${number}`
}

function underHeadings(state: UiState): readonly ListRow[] {
  const first = needRows(state)
  const asking = runRows(
    state,
    askingRuns(state).map(({ run }) => run),
  )
  const count = first.length + asking.length
  const heading: ListRow[] = count > 0 ? [{ kind: 'need', count }] : []
  const others = ordered(state)
    .filter(host => isShown(state, host))
    .flatMap(host => [
      { kind: 'host', host } as const,
      ...calmRows(state, host),
      ...workingRuns(state, host),
    ])
  return [...heading, ...first, ...asking, ...others]
}

function flat(state: UiState): readonly ListRow[] {
  const { sort } = state.view
  const rows = ordered(state).flatMap(host => calmRows(state, host))
  const asking = runRows(
    state,
    askingRuns(state).map(({ run }) => run),
  )
  const working = ordered(state).flatMap(host => workingRuns(state, host))
  const others = sort === 'host' ? rows : sorted(rows, sort, state.now)
  return [...needRows(state), ...asking, ...others, ...working]
}

function workingRuns(state: UiState, { config: { name } }: Host): readonly RunListRow[] {
  return runRows(
    state,
    liveRuns(state, name).filter(run => runState(run) === 'works'),
  )
}

/** The runs that match the filter, on hosts of the fleet. */
function runRows(state: UiState, runs: readonly FleetRun[]): readonly RunListRow[] {
  const { filter } = state.view
  return runs.flatMap(run => {
    const host = state.hosts.get(run.host)
    return host && matches(filter, runText(run)) ? [{ kind: 'run', host, run }] : []
  })
}

function runText({ host, agent, title, id }: FleetRun): string {
  return `${host}/${agent}\n${title}\n${id}\nrun`
}

/** The host's sessions that are not listed among those that need a person. */
function calmRows(state: UiState, host: Host): readonly SessionRow[] {
  const rows = hostRows(state, host)
  return rows.some(row => row.need) ? rows.filter(row => !row.need) : rows
}

function ordered(state: UiState): readonly Host[] {
  const hosts = [...state.hosts.values()]
  if (state.view.sort !== 'host') return hosts
  return hosts.sort((one, other) => compare(natural(one.config.name), natural(other.config.name)))
}

/**
 * Sorts by name, or by the time since the last output. Rows for which the list shows the same time are sorted by name.
 */
function sorted(rows: SessionRow[], sort: Sort, now: number): SessionRow[] {
  if (sort !== 'activity') return rows.sort(byName)
  const ages = new Map(rows.map(row => [row, age(row.session.activity, now)]))
  return rows.sort((one, other) =>
    ages.get(one) === ages.get(other)
      ? byName(one, other)
      : other.session.activity - one.session.activity,
  )
}

type Ordered = Pick<SessionRow, 'order'>

/** Compares names in natural order. */
export function byName(one: Ordered, other: Ordered): number {
  return compare(one.order, other.order)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** The sort key of a name, in natural order: `s2` before `s10`. */
export function natural(name: string): string {
  return name.toLowerCase().replace(/\d+/g, digits => digits.padStart(12, '0'))
}

function rowOf(host: Host, session: Session): SessionRow {
  const order = natural(session.name)
  const needy = neediest(host, session)
  if (needy) return needRow(needy)
  const { pane, status } = rowAgent(host, session)
  return { kind: 'session', host, session, pane, agent: status, need: null, order }
}

function needRow({ host, session, pane, status, need }: Needy): SessionRow {
  return { kind: 'session', host, session, pane, agent: status, need, order: natural(session.name) }
}

function isShown(state: UiState, host: Host): boolean {
  const { filter } = state.view
  if (filter === '' || matches(filter, host.config.name)) return true
  // A host whose name does not match is shown if one of its sessions matches. `hostRows` applies the filter to the
  // sessions; its result is cached, and the list needs it anyway.
  return hostRows(state, host).length > 0
}
