import type { UiState } from '../model/ui-state.ts'
import { withView } from '../view/toast.ts'

/** Sets the search of the event log: words that must occur; `!word` must not. */
export function searchLog(state: UiState, filter: string): UiState {
  return withView(state, { log: { ...state.view.log, filter } })
}
