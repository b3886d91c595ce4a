import type { UiState } from '../model/ui-state.ts'
import { look } from '../view/toast.ts'

/** Sets the search of the event log: words that must occur; `!word` must not. */
export function searchLog(state: UiState, filter: string): UiState {
  return look(state, { log: { ...state.view.log, filter } })
}
