import { neediest, targetOfNeedy } from '../../state/agents/attention.ts'
import { serverKey } from '../../state/hosts/host.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import { activePane } from '../../state/targets/target.ts'
import type { UiState } from '../model/ui-state.ts'
import type { List } from '../model/view.ts'
import { followPane } from '../output/reading.ts'
import { openRuns } from '../runs/run-list.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { say, withView } from '../view/toast.ts'
import { indexIn, scrollList, scrollToSelection, topOf } from './list-scroll.ts'
import { hostRows, poolOf, rowsOf, type SessionRow, sessionRowsOf } from './session-list-rows.ts'

/**
 * Selects a session and follows one of its panes: the pane that needs a person most, else the active one. Moving
 * through the list thus shows each session.
 */
export function select(state: UiState, ref: SessionRef): Step {
  const chosen = selectSession(state, ref)
  const target = needyTarget(chosen, ref) ?? targetOf(chosen, ref)
  return target ? followPane(chosen, target) : step(chosen)
}

/** Selects a session without changing the output panel. */
export function selectSession(state: UiState, { host, session }: SessionRef): UiState {
  const known = state.hosts.get(host)?.sessions.get(session)
  if (!known) return state
  const selection = { host, session, name: known.name, near: placeOf(state, { host, session }) }
  return scrollToSelection(withView(state, { session: selection, host, awaited: null }), 'sessions')
}

function needyTarget(state: UiState, { host, session }: SessionRef): Target | null {
  const known = state.hosts.get(host)
  const there = known?.sessions.get(session)
  const needy = known && there && neediest(known, there)
  return needy ? targetOfNeedy(needy) : null
}

function selectHost(state: UiState, host: string): UiState {
  return state.hosts.has(host) ? scrollToSelection(withView(state, { host }), 'pool') : state
}

/** The active pane of a session as a target. */
export function targetOf(state: UiState, { host, session }: SessionRef): Target | null {
  const known = state.hosts.get(host)
  const there = known?.sessions.get(session)
  const pane = there && activePane(there)
  return known && pane ? { host, server: serverKey(known), pane: pane.id } : null
}

/** Moves the selection of a list by `by` rows; it stops at the ends. */
export function moveIn(state: UiState, list: List, by: number): Step {
  const from = indexIn(state, list)
  const last = countIn(state, list) - 1
  if (last < 0) return step(say(state, nothingIn(list)))
  const to = Math.max(0, Math.min(from < 0 ? 0 : from + by, last))
  return to === from ? step(state) : selectAt(state, list, to)
}

/** Selects the row with this index, counted from 0 without headings and, in the session list, without runs. */
export function selectAt(state: UiState, list: List, index: number): Step {
  if (list === 'pool') {
    const host = poolOf(state)[index]
    return host ? step(selectHost(state, host.config.name)) : noRow(state, index)
  }
  const row = sessionRowsOf(state)[index]
  return row ? select(state, refOf(row)) : noRow(state, index)
}

function countIn(state: UiState, list: List): number {
  return list === 'pool' ? poolOf(state).length : sessionRowsOf(state).length
}

/** Selects the clicked row of a list without scrolling the list. */
export function pickLine(state: UiState, list: List, line: number): Step {
  const held = scrollList(state, list, 0)
  const index = topOf(held, list) + line
  if (list === 'pool') return pickHost(held, poolOf(held)[index]?.config.name)
  const row = rowsOf(held)[index]
  if (!row || row.kind === 'need') return step(held)
  if (row.kind === 'run') return openRuns(held, row.run)
  if (row.kind === 'host') return pickHost(held, row.host.config.name)
  const { state: next, commands } = select(held, refOf(row))
  return { state: withView(next, { lists: held.view.lists }), commands }
}

/**
 * Updates the selection after a change of the fleet: keeps the session, or selects its neighbour if it is gone. If the
 * user ended the session on this screen, the output panel shows the neighbour as well. If the session ended by itself,
 * the output panel keeps its last screen, and no key acts on the neighbour until the user selects it (see `subjectOf`).
 */
export function settleSelection(state: UiState): Step {
  const { session, awaited } = state.view
  if (awaited && isThere(state, awaited) && !isAimed(state)) return select(state, awaited)
  if (!session) return firstOf(state)
  const known = state.hosts.get(session.host)?.sessions.get(session.session)
  if (known) {
    if (known.name === session.name) return step(state)
    return step(withView(state, { session: { ...session, name: known.name } }))
  }
  const neighbour = neighbourOf(state, session)
  const without = withView(state, { session: null, ending: null })
  if (isSame(state.view.ending, session)) {
    const next = neighbour && !isAimed(state) ? select(without, neighbour) : step(without)
    return {
      ...next,
      state: say(
        next.state,
        `Ended ${session.name} on ${session.host}.${nowOn(next.state)}`,
        'good',
      ),
    }
  }
  const next = neighbour ? selectSession(without, neighbour) : without
  return step(say(next, `Session ${session.name} on ${session.host} is gone.`))
}

/** A sentence that says which session the keys act on now. */
export function nowOn({ view: { session } }: Pick<UiState, 'view'>): string {
  return session ? ` ${session.host}/${session.name} is selected now.` : ''
}

function isSame(one: SessionRef | null, other: SessionRef): boolean {
  return one?.session === other.session && one.host === other.host
}

/** Whether text under edit goes to the followed pane, which must then not change. */
function isAimed({ view: { mode } }: UiState): boolean {
  return mode === 'send' || mode === 'type' || mode === 'reply'
}

/**
 * Message handlers that keep the selection among the rows that the filter shows: keys must not act on a hidden session.
 */
export const filtered: Handlers = {
  filter: state => showSelection(state),
  typed: state => whileFiltering(state),
  edit: state => whileFiltering(state),
  recall: state => whileFiltering(state),
}

/**
 * Updates the selection only while the filter prompt is open. In other modes the typed text is for the selected
 * session, even if the filter hides this session.
 */
function whileFiltering(state: UiState): Step {
  return state.view.mode === 'filter' ? showSelection(state) : step(state)
}

function showSelection(state: UiState): Step {
  if (state.view.filter === '') return step(state)
  const rows = sessionRowsOf(state)
  const at = indexIn(state, 'sessions')
  const row = rows[Math.max(0, at)]
  return row && (at < 0 || !isFollowed(state, row)) ? select(state, refOf(row)) : step(state)
}

function isFollowed({ output }: UiState, { host, session }: SessionRow): boolean {
  const { target, failure } = output
  const pane = session.panes.some(each => each.id === target?.pane)
  return pane && target?.host === host.config.name && !failure
}

/** Selects the first session, and follows it unless the output panel still shows a session that has ended. */
function firstOf(state: UiState): Step {
  // Sessions known only from an earlier run of fleetmux are not followed automatically: they may be gone.
  const rows = sessionRowsOf(state).filter(each => each.host.recalled === undefined)
  const row = rows.find(each => !each.session.panes.some(pane => pane.ours)) ?? rows[0]
  if (!row) return step(state)
  return state.output.target ? step(selectSession(state, refOf(row))) : select(state, refOf(row))
}

function neighbourOf(
  state: UiState,
  { host, near }: SessionRef & { near: number },
): SessionRef | null {
  const known = state.hosts.get(host)
  const same = known ? hostRows(state, known) : []
  const row = same[Math.min(near, same.length - 1)] ?? nearestTo(state, host)
  return row ? refOf(row) : null
}

function nearestTo(state: UiState, host: string): SessionRow | undefined {
  const rows = rowsOf(state)
  const at = rows.findIndex(row => row.kind === 'host' && row.host.config.name === host)
  const after = rows.slice(Math.max(0, at)).find(row => row.kind === 'session')
  return after ?? sessionRowsOf(state).at(-1)
}

function pickHost(state: UiState, name: string | undefined): Step {
  return step(name === undefined ? state : withView(state, { host: name }))
}

function isThere(state: UiState, { host, session }: SessionRef): boolean {
  return state.hosts.get(host)?.sessions.get(session) !== undefined
}

function placeOf(state: UiState, { host, session }: SessionRef): number {
  const known = state.hosts.get(host)
  return known ? hostRows(state, known).findIndex(row => row.session.id === session) : 0
}

function refOf({ host, session }: SessionRow): SessionRef {
  return { host: host.config.name, session: session.id }
}

function noRow(state: UiState, index: number): Step {
  return step(say(state, `There is no row ${index + 1}.`))
}

function nothingIn(list: List): string {
  return list === 'pool' ? 'No host matches.' : 'There are no sessions here. Press n to start one.'
}
