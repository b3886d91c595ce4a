import type { UiState } from '../model/ui-state.ts'
import { look } from '../view/toast.ts'

/** What is searched in the event log, as it is typed: words that must occur, `!word` leaves out. */
export function searchLog(state: UiState, filter: string): UiState {
  return look(state, { log: { ...state.view.log, filter } })
}
