import type { State } from './model/state.ts'
import { look } from './toast.ts'

/** What is searched in the event log, as it is typed: words that must occur, `!word` leaves out. */
export function searchLog(state: State, filter: string): State {
  return look(state, { log: { ...state.view.log, filter } })
}
