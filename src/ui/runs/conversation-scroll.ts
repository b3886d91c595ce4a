import type { UiState } from '../model/ui-state.ts'
import { patternOf } from '../output/text-search.ts'
import { say, withView } from '../view/toast.ts'
import { conversationLines } from './conversation-lines.ts'
import { runsRoom } from './runs-layout.ts'

/** First visible line of the conversation. */
export function topLine(state: UiState): number {
  const { top } = state.view.runs ?? { top: null }
  const most = lastTop(state)
  return top === null ? most : Math.max(0, Math.min(top, most))
}

/** Scrolls the conversation. A view that is scrolled to the end follows new lines. */
export function scrollRun(state: UiState, by: number | 'start' | 'end'): UiState {
  const { runs } = state.view
  if (!runs) return state
  if (by === 'end') return withView(state, { runs: { ...runs, top: null, search: null } })
  const most = lastTop(state)
  const top = by === 'start' ? 0 : Math.max(0, topLine(state) + by)
  return withView(state, { runs: { ...runs, top: top >= most ? null : top } })
}

/** Searches for a text, upwards from the visible lines. */
export function searchRun(state: UiState, text: string): UiState {
  const { runs } = state.view
  if (!runs) return state
  if (text === '') return withView(state, { runs: { ...runs, search: null } })
  const found = withView(state, { runs: { ...runs, search: { text, line: null } } })
  return matchRun(found, 1)
}

/** Goes to the next match upwards (1) or downwards (-1), as in the output panel. */
export function matchRun(state: UiState, by: 1 | -1): UiState {
  const { runs } = state.view
  if (!runs?.search) return say(state, 'No search yet: press / to search.')
  const { text, line } = runs.search
  const pattern = patternOf(text)
  const lines = conversationLines(state)
  const bottom = topLine(state) + runsRoom(state).lines
  const from = line ?? bottom
  const isHit = (each: { readonly text: string } | undefined) => !!each && pattern.test(each.text)
  const at =
    by === 1
      ? lines.slice(0, from).findLastIndex(isHit)
      : lines.findIndex((each, index) => index > from && isHit(each))
  if (at < 0)
    return say(state, line === null ? `No match for ${text}` : 'There is no further match.')
  const top = Math.max(0, at - Math.floor(runsRoom(state).lines / 2))
  return withView(state, { runs: { ...runs, top, search: { text, line: at } } })
}

function lastTop(state: UiState): number {
  return Math.max(0, conversationLines(state).length - runsRoom(state).lines)
}
