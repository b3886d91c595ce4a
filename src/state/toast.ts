import type { State } from './model/state.ts'
import type { View } from './view-model.ts'

/** The answer to the last key, on the status line until the next. */
export function say(state: State, text: string, tone: 'info' | 'good' | 'bad' = 'info'): State {
  return look(state, { toast: { text, tone } })
}

export function hush(state: State): State {
  return state.view.toast ? look(state, { toast: null }) : state
}

export function look(state: State, change: Partial<View>): State {
  return { ...state, view: { ...state.view, ...change } }
}
