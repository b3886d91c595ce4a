import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { selectedWork, workRows } from '../view/selected-work.ts'
import { say, withView } from '../view/toast.ts'
import { moveWork } from './work-view.ts'

/** Modes in which the line at the bottom is about the selected worktree session. */
const ABOUT_ONE: ReadonlySet<Mode> = new Set(['work-prompt', 'work-force'])
const OVER_LIST: ReadonlySet<Mode> = new Set([
  ...ABOUT_ONE,
  ...(['work', 'work-text', 'work-search', 'work-new', 'work-restore', 'work-setup'] as const),
])

/**
 * Keeps the same session selected when the list has changed. If the session is gone, closes a prompt about it, since
 * the typed text must not reach another session. `before` is the state before the message.
 */
export function keepSelectedWork(before: UiState, state: UiState): UiState {
  if (!OVER_LIST.has(state.view.mode) || before.work.rows === state.work.rows) return state
  const selected = selectedWork(before)
  if (!selected) return state
  const at = workRows(state).findIndex(
    ({ host, id }) => host === selected.host && id === selected.id,
  )
  if (at >= 0) return at === state.view.hit ? state : keepAt(state, at)
  if (!ABOUT_ONE.has(state.view.mode)) return state
  const list = moveWork(withView(state, { mode: 'work', scroll: 0 }), 0)
  return say(list, `${selected.name} is gone. Nothing was sent.`, 'bad')
}

/** Selects the row at this index. The list scrolls only while the list is shown. */
function keepAt(state: UiState, at: number): UiState {
  return state.view.mode === 'work'
    ? moveWork(state, at - state.view.hit)
    : withView(state, { hit: at })
}
