import type { Failure } from '../../state/model/failure.ts'
import type { About } from '../../state/model/messages/event.ts'
import type { SessionRef } from '../../state/model/target.ts'
import { mayKill } from '../../state/sessions/session.ts'
import { strip } from '../../state/text/text.ts'
import { setFilter } from '../command-line/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Sort } from '../model/view.ts'
import { nowOn, selectAt, settleSelection } from '../sessions/selection.ts'
import { baseMode, toBaseMode } from '../view/base-mode.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import { matchLine } from '../worktrees/work-view.ts'
import { dialogOf, openDialog } from './dialogs.ts'
import {
  adjacentPanel,
  backOneLevel,
  click,
  enter,
  focus,
  markTarget,
  moveBy,
  pageBy,
  turnPane,
  turnWheel,
} from './panel.ts'

/** Message handlers of the panels, the selection, the prompts and the dialogs. */
export const view: Handlers = {
  resized: (state, { columns, rows }) => step(withView(state, { columns, rows })),

  configured: state => afterFleet(state),
  sessions: state => afterFleet(state),
  server: state => afterFleet(state),
  link: state => afterFleet(state),
  runs: state => step(toBaseMode(state)),
  started: (state, { host, session }) =>
    settleSelection(withView(state, { awaited: { host, session } })),
  did: (state, { text, quiet, about }) =>
    step(
      quiet ? state : say(state, `${text}${hasEnded(state, about) ? nowOn(state) : ''}`, 'good'),
    ),
  kill: (state, asked) => step(mayKill(state, asked) ? state : beginEnd(state, asked)),
  failed: (state, { failure, about }) => step(say(stopEnd(state, about), words(failure), 'bad')),

  follow: state => step(markTarget(state)),

  focus: (state, { panel }) => {
    const to = panel === 'next' || panel === 'previous' ? adjacentPanel(state, panel) : panel
    return step(focus(clearToast(state), to))
  },
  zoom: state => step(withView(clearToast(state), { zoomed: !state.view.zoomed })),
  move: (state, { by }) => moveBy(state, by),
  page: (state, { by }) => pageBy(state, by),
  first: state => moveBy(state, -Infinity),
  last: state => moveBy(state, Infinity),
  jump: (state, { row }) =>
    state.view.panel === 'output'
      ? step(state)
      : selectAt(clearToast(state), state.view.panel, row - 1),
  enter: state => enter(clearToast(state)),
  back: state => step(backOneLevel(clearToast(state))),
  sort: (state, { by }) => step(sortBy(state, by ?? nextSort(state.view.sort))),
  group: state => step(group(state)),
  filter: (state, { text }) => step(setFilter(clearToast(state), text)),
  pane: (state, { by }) => turnPane(clearToast(state), by),
  click: (state, { x, y }) => click(clearToast(state), x, y),
  wheel: (state, { x, y, by }) => turnWheel(clearToast(state), x, y, by),
  mouse: (state, { on }) => step(setMouse(state, on ?? !state.settings.mouse)),
  say: (state, { text }) => step(say(state, text)),
  hush: state => step(clearToast(state)),

  ask: (state, asked) => step(openDialog(clearToast(state), asked)),
  typed: (state, { text }) => step(dialogOf(state.view)?.type?.(clearToast(state), text) ?? state),
  edit: (state, { key }) => step(dialogOf(state.view)?.edit?.(clearToast(state), key) ?? state),
  complete: state => step(dialogOf(state.view)?.complete?.(state) ?? state),
  recall: (state, { by }) => step(dialogOf(state.view)?.recall?.(state, by) ?? state),
  'next-field': (state, { by }) =>
    step(dialogOf(state.view)?.nextField?.(clearToast(state), by) ?? state),
  submit: state => step(dialogOf(state.view)?.submit?.(state) ?? state),
  answer: state => {
    const { confirm } = state.view
    if (confirm?.what === 'playbook')
      return step(withView(state, { confirm: null, mode: 'playbooks' }))
    const asked = confirm?.what === 'work' ? confirm.intent.type : null
    if (asked === 'stop-benchmark')
      return step(withView(state, { confirm: null, mode: 'benchmarks' }))
    const mode = asked === 'act-on-worktree' ? 'work' : baseMode(state)
    return step(withView(state, { confirm: null, mode }))
  },
  'worktree-setup': (state, { setup }) =>
    step(
      say(
        state,
        `${strip(setup.repository)} has a set-up command that needs your permission: press w, then S.`,
      ),
    ),
  'match-work': (state, { by }) => step(matchLine(state, by)),
  'ask-work': (state, { question, intent }) =>
    step(withView(state, { mode: 'confirm', confirm: { what: 'work', question, intent } })),
}

function beginEnd(state: UiState, { host, session }: SessionRef): UiState {
  return withView(state, { ending: { host, session } })
}

/**
 * Clears `ending` (the session that the user is ending) after a failure: if this session ends later by itself, the
 * selection must not move.
 */
function stopEnd(state: UiState, about: About | undefined): UiState {
  const { ending } = state.view
  if (!ending || !about || !('session' in about)) return state
  const isIt = about.host === ending.host && about.session === ending.session
  return isIt ? withView(state, { ending: null }) : state
}

/** Whether the failure is about a session that no longer exists. Another session is selected already in this case. */
function hasEnded({ hosts }: UiState, about: About | undefined): boolean {
  if (!about || !('session' in about)) return false
  return hosts.get(about.host)?.sessions.get(about.session) === undefined
}

function afterFleet(state: UiState): Step {
  const settled = settleSelection(toBaseMode(state))
  return { ...settled, state: closeStale(settled.state) }
}

/** Closes a question about a session that has ended or was renamed. */
function closeStale(state: UiState): UiState {
  const { confirm, mode } = state.view
  if (mode !== 'confirm' || confirm?.what !== 'end') return state
  const failure = mayKill(state, confirm.target)
  if (!failure || !/^(?:missing|refused)$/.test(failure.kind)) return state
  const closed = withView(state, { confirm: null, mode: baseMode(state) })
  return say(closed, `${failure.what} Nothing was ended.`, 'bad')
}

function words({ what, why, hint }: Failure): string {
  return [what, why && `(${why})`, hint].filter(Boolean).join(' ')
}

const SORTS: readonly Sort[] = ['name', 'activity', 'host']

function nextSort(sort: Sort): Sort {
  return SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length] ?? 'name'
}

function sortBy(state: UiState, sort: Sort): UiState {
  return say(withView(state, { sort }), `Sorted by ${sort}`)
}

function group(state: UiState): UiState {
  const grouped = !state.view.grouped
  return say(withView(state, { grouped }), grouped ? 'Grouped by host' : 'All hosts in one list')
}

function setMouse(state: UiState, mouse: boolean): UiState {
  const next = { ...state, settings: { ...state.settings, mouse } }
  return say(next, mouse ? 'Mouse on' : 'Mouse off: the terminal selects text again')
}
