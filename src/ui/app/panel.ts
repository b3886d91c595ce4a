import { whyNoSessions } from '../../state/hosts/link-text.ts'
import { paneOf } from '../../state/targets/target.ts'
import { setFilter } from '../command-line/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Panel } from '../model/view.ts'
import { followPane } from '../output/reading.ts'
import { backToLive, isAway, isReading, scrollByWheel } from '../output/scrollback.ts'
import { lineIn, scrollList } from '../sessions/list-scroll.ts'
import { moveIn, pickLine, select, selectSession, targetOf } from '../sessions/selection.ts'
import { hostRows } from '../sessions/session-list-rows.ts'
import { inside, layoutOf, pageOf, panelAt } from '../view/layout.ts'
import { type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { dialogOf, leaveDialog, moveDialog } from './dialogs.ts'

const PANELS: readonly Panel[] = ['pool', 'sessions', 'output']
const WHEEL = 3

export function focus(state: UiState, panel: Panel): UiState {
  return withView(state, { panel, list: panel === 'output' ? state.view.list : panel })
}

/** The next or previous panel, wrapping around. */
export function adjacentPanel({ view }: UiState, way: 'next' | 'previous'): Panel {
  const at = PANELS.indexOf(view.panel) + (way === 'next' ? 1 : -1)
  return PANELS.at(at % PANELS.length) ?? 'sessions'
}

/**
 * Moves the selection of the open dialog, or scrolls it; without a dialog, moves the selection of the focused list. The
 * output panel has its own handler.
 */
export function moveBy(state: UiState, by: number): Step {
  const moved = moveDialog(state, by)
  if (moved) return step(moved)
  if (isReading(state) || state.view.panel === 'output') return step(state)
  return moveIn(clearToast(state), state.view.panel, by)
}

export function pageBy(state: UiState, by: number): Step {
  const { page } = dialogOf(state.view) ?? {}
  if (page) return step(page(state, by))
  return moveBy(state, Math.trunc(by * pageOf(state.view, state.view.panel)))
}

/** Goes one level in: from a host to its sessions, from a session to its output. */
export function enter(state: UiState): Step {
  const { panel, session } = state.view
  const { enter: enterDialog } = dialogOf(state.view) ?? {}
  if (enterDialog) return step(enterDialog(state))
  if (panel === 'pool') return enterHost(state)
  if (panel === 'output')
    return step(say(state, 'Press i to type into this pane, s to send it a line.'))
  if (!session) return step(say(state, 'There is no session to watch. Press n to start one.'))
  const target = targetOf(state, session)
  const followed =
    state.output.target &&
    paneOf(state, state.output.target)?.session.id === session.session &&
    state.output.target.host === session.host &&
    !state.output.failure
  const next = followed || !target ? step(state) : followPane(state, target)
  return { ...next, state: focus(next.state, 'output') }
}

/**
 * Undoes the last step inwards: leaves the dialog, the past, the zoom, the output panel, the filter, the marks, or the
 * sessions panel. Never quits fleetmux.
 */
export function backOneLevel(state: UiState): UiState {
  const { panel, zoomed, filter, marks } = state.view
  const left = leaveDialog(state)
  if (left) return left
  if (panel === 'output' && isAway(state)) return backToLive(state)
  if (zoomed) return withView(state, { zoomed: false })
  if (panel === 'output') return focus(state, 'sessions')
  if (filter !== '') return setFilter(state, '')
  if (marks.length > 0) return say(withView(state, { marks: [] }), 'The marks were cleared.')
  if (panel === 'sessions') return focus(state, 'pool')
  return say(state, 'Press q to quit.')
}

/** Follows the next or previous pane of the followed session, wrapping around. */
export function turnPane(state: UiState, by: 1 | -1): Step {
  const { target } = state.output
  const found = target && paneOf(state, target)
  const { session } = state.view
  if (!found || !target) return session ? select(state, session) : step(state)
  const { panes } = found.session
  if (panes.length < 2) return step(say(state, `${found.session.name} has only one pane.`))
  const at = panes.indexOf(found.pane) + by
  const pane = panes.at(at % panes.length)
  return pane ? followPane(state, { ...target, pane: pane.id }) : step(state)
}

/** Selects, in the list of sessions, the session that contains the followed pane. */
export function markTarget(state: UiState): UiState {
  const { session } = state.output
  return session ? selectSession(state, session) : state
}

export function click(state: UiState, x: number, y: number): Step {
  const layout = layoutOf(state.view)
  const panel = state.view.mode === 'normal' ? panelAt(layout, x, y) : null
  const area = panel && layout[panel]
  if (!panel || !area) return step(state)
  const focused = focus(state, panel)
  const line = y - inside(area).y
  const within = line >= 0 && line < inside(area).height
  return panel === 'output' || !within ? step(focused) : pickLine(focused, panel, line)
}

export function turnWheel(state: UiState, x: number, y: number, by: 1 | -1): Step {
  const moved = moveDialog(state, isOfHosts(state) ? by : by * WHEEL)
  if (moved) return step(moved)
  const panel = state.view.wall ? null : panelAt(layoutOf(state.view), x, y)
  if (!panel || (state.view.mode !== 'normal' && state.view.mode !== 'type')) return step(state)
  return panel === 'output' ? scrollByWheel(state, by) : step(scrollList(state, panel, by * WHEEL))
}

/** Whether the hosts screen is open. The mouse wheel then moves by only one row, because there are few hosts. */
function isOfHosts({ view }: UiState): boolean {
  return view.hosts !== null
}

function enterHost(state: UiState): Step {
  const host = state.hosts.get(state.view.host)
  if (!host) return step(say(state, 'No host is selected.'))
  const [first] = hostRows(state, host)
  const { session } = state.view
  const focused = focus(state, 'sessions')
  if (session?.host === host.config.name && lineIn(state, 'sessions') >= 0) return step(focused)
  if (first) return select(focused, { host: host.config.name, session: first.session.id })
  return step(
    say(state, `${host.config.name}: ${whyNoSessions(host) ?? 'no session matches the filter'}.`),
  )
}
