import { strip } from '../../state/text/text.ts'
import type { Search } from '../model/reading.ts'
import type { UiState } from '../model/ui-state.ts'
import { pageOf } from '../view/layout.ts'
import { say } from '../view/toast.ts'

/** Indexes of the lines that contain the text. Case is ignored unless the text has capitals. */
export function hits(lines: readonly string[], text: string): readonly number[] {
  const pattern = patternOf(text)
  const found: number[] = []
  lines.forEach((line, index) => {
    if (pattern.test(line.includes('\x1b') ? strip(line) : line)) found.push(index)
  })
  return found
}

export function patternOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(literal, /\p{Lu}/u.test(text) ? 'u' : 'iu')
}

/** Stores the matches and shows the newest match that is not below the visible lines. */
export function jumpTo(state: UiState, search: Search): UiState {
  const { paused } = state.reading
  if (!paused) return state
  const bottom = paused.lines.length - paused.below
  const above = search.hits.findLastIndex(line => line < bottom)
  const current = above < 0 ? 0 : above
  const next = { ...state, reading: { ...state.reading, search: { ...search, current } } }
  if (search.hits.length > 0) return show(next)
  return paused.loading ? next : say(next, `No match for ${search.text}`)
}

/** Starts a search in the loaded lines. Lines that are loaded later are searched when they arrive. */
export function beginSearch(state: UiState, text: string): UiState {
  const { paused } = state.reading
  if (text === '' || !paused) return { ...state, reading: { ...state.reading, search: null } }
  return jumpTo(state, { text, hits: hits(paused.lines, text), current: 0 })
}

/** Goes to another match. The key `n` goes up to older lines, which is the direction of the search; `N` goes down. */
export function moveMatch(state: UiState, by: 1 | -1): UiState {
  const { search } = state.reading
  if (!search) return say(state, 'No search yet: press / to search.')
  if (search.hits.length === 0) return say(state, `No match for ${search.text}`)
  const current = search.current - by
  if (current < 0) return say(state, 'This is the oldest match.')
  if (current >= search.hits.length) return say(state, 'This is the newest match.')
  return show({ ...state, reading: { ...state.reading, search: { ...search, current } } })
}

/** Scrolls only if the current match is outside the panel. The match is then in the middle of the panel. */
function show(state: UiState): UiState {
  const { paused, search } = state.reading
  const line = search?.hits[search.current]
  if (!paused || !search || line === undefined) return state
  const height = Math.max(1, pageOf(state.view, 'output'))
  const end = paused.lines.length - paused.below
  const seen = line < end && line >= end - height
  const below = seen ? paused.below : paused.lines.length - line - 1 - Math.floor(height / 2)
  const kept = Math.max(0, Math.min(below, paused.lines.length - height))
  const text = `Match ${search.hits.length - search.current} of ${search.hits.length}`
  return say({ ...state, reading: { ...state.reading, paused: { ...paused, below: kept } } }, text)
}
