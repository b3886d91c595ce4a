import { refuse } from '../../state/log/log.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { UiState } from '../model/ui-state.ts'
import type { View } from '../model/view.ts'

/** Shows a message on the status line until the next key. */
export function say(state: UiState, text: string, tone: 'info' | 'good' | 'bad' = 'info'): UiState {
  return withView(state, { toast: { text, tone } })
}

export function clearToast(state: UiState): UiState {
  return state.view.toast ? withView(state, { toast: null }) : state
}

export function withView(state: UiState, change: Partial<View>): UiState {
  return { ...state, view: { ...state.view, ...change } }
}

/** Logs why an intent is refused, and shows the reason on the status line. */
export function refuseOnScreen(state: UiState, failure: Failure): UiState {
  return { ...state, ...refuse(state, failure) }
}
