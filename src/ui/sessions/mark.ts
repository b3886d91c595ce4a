import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { Host, Session } from '../../state/model/fleet.ts'
import type { SessionRef, Target } from '../../state/model/target.ts'
import { activePane } from '../../state/targets/target.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { moveIn, targetOf } from './selection.ts'
import { hostRows, type SessionRow, sessionRowsOf } from './session-list-rows.ts'

/** Message handlers for marked sessions. Marks are kept in the order in which the user has set them. */
export const marks: Handlers = {
  mark: (state, { what }) => {
    if (what === 'one') return turn(clearToast(state))
    if (what === 'range')
      return step(add(state, range(state), 'First mark a visible session with space.'))
    if (what === 'shown')
      return step(add(state, sessionRowsOf(state), 'The list shows no session.'))
    if (what === 'host') return step(add(state, onHost(state), 'This host shows no session.'))
    return step(say(withView(state, { marks: [] }), 'The marks were cleared.'))
  },

  'mark-these': (state, { sessions }) => {
    const known = sessions.flatMap(ref => markOf(state, ref) ?? [])
    return step(told(withView(state, { marks: union(state.view.marks, known) })))
  },

  configured: state => step(pruneAll(state)),
  server: (state, { host }) => step(prune(state, host)),
  sessions: (state, { host }) => step(prune(state, host)),
  link: (state, { host }) => step(prune(state, host)),
}

type Marks = readonly SessionRef[]
type MarkedSessions = ReadonlyMap<string, ReadonlySet<string>>

const byHost = new WeakMap<Marks, Memoized<MarkedSessions>>()

/** The marked sessions by host. */
function markedOn(all: Marks): MarkedSessions {
  return memoize(byHost, all, '', () => {
    const refs = Map.groupBy(all, ({ host }) => host)
    const ids = (marks: Marks) => new Set(marks.map(({ session }) => session))
    return new Map([...refs].map(([host, marks]) => [host, ids(marks)]))
  })
}

export function isMarked({ view }: Pick<UiState, 'view'>, { host, session }: SessionRef): boolean {
  return markedOn(view.marks).get(host)?.has(session) ?? false
}

/** The active panes of the marked sessions that the filter shows, host by host, whatever the order of the list is. */
export function markedTargets(state: UiState): readonly Target[] {
  const shown = new Set(sessionRowsOf(state).map(({ session }) => session))
  return [...state.hosts.values()].flatMap(host =>
    [...host.sessions.values()].flatMap(session => {
      const ref = refOf(host, session)
      return shown.has(session) && isMarked(state, ref) ? (targetOf(state, ref) ?? []) : []
    }),
  )
}

/** The number of marked sessions that the filter hides. */
export function hiddenMarks(state: UiState): number {
  const { marks: all, filter } = state.view
  if (all.length === 0 || filter === '') return 0
  const shown = sessionRowsOf(state).filter(row => isMarked(state, refOf(row.host, row.session)))
  return all.length - shown.length
}

/** Marks or unmarks the selected session, and selects the next. */
function turn(state: UiState): Step {
  const { session: selected, marks: before } = state.view
  const mark = selected && markOf(state, selected)
  if (!mark) return step(say(state, 'No session is selected.'))
  if (isMarked(state, mark)) {
    const rest = before.filter(each => each.host !== mark.host || each.session !== mark.session)
    return moveIn(withView(state, { marks: rest }), 'sessions', 1)
  }
  if (isOurPane(state.hosts.get(mark.host)?.sessions.get(mark.session))) {
    return step(say(state, 'fleetmux itself runs in this session.'))
  }
  return moveIn(withView(state, { marks: [...before, mark] }), 'sessions', 1)
}

/** The rows from the session that was marked last to the selected one. */
function range(state: UiState): readonly SessionRow[] {
  const rows = sessionRowsOf(state)
  const at = (ref: SessionRef | null | undefined) =>
    rows.findIndex(row => row.session.id === ref?.session && row.host.config.name === ref.host)
  const [from, to] = [at(state.view.marks.at(-1)), at(state.view.session)]
  return from < 0 || to < 0 ? [] : rows.slice(Math.min(from, to), Math.max(from, to) + 1)
}

function onHost(state: UiState): readonly SessionRow[] {
  const host = state.hosts.get(state.view.host)
  return host ? hostRows(state, host) : []
}

function add(state: UiState, rows: readonly SessionRow[], none: string): UiState {
  if (rows.length === 0) return say(state, none)
  const fresh = rows
    .filter(row => !isOurPane(row.session))
    .flatMap(row => markOf(state, refOf(row.host, row.session)) ?? [])
  return told(withView(state, { marks: union(state.view.marks, fresh) }))
}

function told(state: UiState): UiState {
  const count = state.view.marks.length
  return say(state, `${count} ${count === 1 ? 'session is' : 'sessions are'} marked.`)
}

function union(before: readonly SessionRef[], more: readonly SessionRef[]): readonly SessionRef[] {
  const index = markedOn(before)
  return [...before, ...more.filter(({ host, session }) => !index.get(host)?.has(session))]
}

/** Removes the marks of sessions that have ended; after a restart of the host's tmux server, all its marks. */
function prune(state: UiState, host: string): UiState {
  const known = state.hosts.get(host)
  for (const session of markedOn(state.view.marks).get(host) ?? [])
    if (!known?.sessions.has(session)) return pruneAll(state)
  return state
}

function pruneAll(state: UiState): UiState {
  const { marks: before } = state.view
  const left = before.filter(({ host, session }) => state.hosts.get(host)?.sessions.has(session))
  return left.length === before.length ? state : withView(state, { marks: left })
}

function markOf(state: UiState, { host, session }: SessionRef): SessionRef | null {
  return state.hosts.get(host)?.sessions.get(session) ? { host, session } : null
}

function isOurPane(session: Session | undefined): boolean {
  return !!session && !!activePane(session)?.ours
}

function refOf(host: Host, session: Session): SessionRef {
  return { host: host.config.name, session: session.id }
}
