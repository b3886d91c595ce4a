import type { HistoryAnswer } from '../../state/host-requests/history-request.ts'
import type { HistoryEntry } from '../../state/shared-history/history-entry.ts'
import { filterHistory } from '../../state/shared-history/history-filter.ts'
import type { HistoryField, HistoryView } from '../model/history-view.ts'
import type { UiState } from '../model/ui-state.ts'
import { overlayRows } from '../view/dialog.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'

export const HISTORY_HEAD = 1

/** The entries that match the search and the filters, newest first. */
export function historyRows({ view: { history } }: UiState): readonly HistoryEntry[] {
  const { answer, search, only } = history ?? {}
  if (!answer || 'refused' in answer) return []
  return filterHistory(answer.entries, { ...(search && { text: search }), ...only })
}

export function selectedEntry(state: UiState): HistoryEntry | null {
  return historyRows(state)[state.view.hit] ?? null
}

/** Moves the selection and scrolls so that it stays visible. */
export function moveHistory(state: UiState, by: number): UiState {
  const last = Math.max(0, historyRows(state).length - 1)
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = overlayRows(state, HISTORY_HEAD)
  return withView(state, {
    hit,
    scroll: Math.max(hit - rows + 1, Math.min(state.view.scroll, hit)),
  })
}

/** Message handlers of the history screen. */
export const historyScreen: Handlers = {
  'open-history': (state, { host, pane = null }) => {
    const history = { host, pane, turn: 0, answer: null, search: '', only: {} }
    return read(withView(clearToast(state), { mode: 'history', hit: 0, scroll: 0, history }))
  },
  'read-history': state => read(clearToast(state)),
  'filter-history': (state, { by }) => step(filterBy(clearToast(state), by)),
  'search-history': (state, { text }) =>
    step(
      moveHistory(withHistory(withView(state, { hit: 0, scroll: 0 }), { search: text.trim() }), 0),
    ),
  'history-answered': (state, { host, answer }) => step(take(state, host, answer)),
}

function read(state: UiState): Step {
  const { history } = state.view
  if (!history) return step(state)
  const { host, pane } = history
  const turn = history.turn + 1
  const ask = { turn, path: '', ...(pane !== null && { pane }) }
  return step(withHistory(state, { turn }), { type: 'ask-history', host, ask })
}

function take(state: UiState, host: string, answer: HistoryAnswer): UiState {
  const { history } = state.view
  if (!history || history.host !== host || history.turn !== answer.turn) return state
  const next = withHistory(state, { answer })
  return state.view.mode === 'history' ? moveHistory(next, 0) : next
}

/** Filters by the selected entry's value of this field; if a filter for the field is set, removes the filter. */
function filterBy(state: UiState, by: HistoryField): UiState {
  const { history } = state.view
  if (!history) return state
  if (history.only[by] !== undefined) {
    const { [by]: _, ...only } = history.only
    return moveHistory(withHistory(state, { only }), 0)
  }
  const value = selectedEntry(state)?.[by]
  if (value === undefined) return say(state, `The entry names no ${by}.`)
  const only = { ...history.only, [by]: value }
  return moveHistory(withHistory(withView(state, { hit: 0, scroll: 0 }), { only }), 0)
}

function withHistory(state: UiState, change: Partial<HistoryView>): UiState {
  const { history } = state.view
  return history ? withView(state, { history: { ...history, ...change } }) : state
}
