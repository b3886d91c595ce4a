import { EMPTY_LINE, editedBy, insert, type Line, lineOf } from '../edit/line.ts'
import { dialogUnder, isPrompt } from '../model/mode.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Prompt } from '../model/view.ts'
import { withView } from '../view/toast.ts'
import { complete } from './completion.ts'

const KEPT = 100

export function openPrompt(state: UiState, mode: Prompt): UiState {
  const line = lineOf(begunWith(state, mode))
  return withView(state, { mode, line, recalled: 0 })
}

/** The initial text: a filter prompt starts with the current filter. */
function begunWith({ view }: UiState, mode: Prompt): string {
  if (mode === 'filter') return view.filter
  return mode === 'log-filter' ? view.log.filter : ''
}

export function typeLine(state: UiState, text: string): UiState {
  return put(state, insert(state.view.line, text))
}

/** Completes the last word to the only matching document, or to the common prefix of all matching ones. */
function completeDocument({ view: { playbooks } }: UiState, text: string): string {
  const [, before = '', word = ''] = /^(.*?)(\S*)$/s.exec(text) ?? []
  const found = playbooks.documents?.names.filter(name => name.startsWith(word)) ?? []
  const [first = word] = found
  let common = first
  while (!found.every(name => name.startsWith(common))) common = common.slice(0, -1)
  return `${before}${common}${found.length === 1 ? ' ' : ''}`
}

/** Applies a key in tmux's notation to the line. Keys that do not edit change nothing. */
export function editLine(state: UiState, key: string): UiState {
  return put(state, editedBy(state.view.line, key))
}

/** Recalls an earlier line of the same prompt: `by` 1 goes to an older line, -1 to a newer one. */
export function recallLine(state: UiState, by: 1 | -1): UiState {
  const { mode, recalled, past } = state.view
  if (!isPrompt(mode)) return state
  const lines = past[mode] ?? []
  const next = Math.max(0, Math.min(recalled + by, lines.length))
  if (next === recalled) return state
  return put(withView(state, { recalled: next }), lineOf(lines[lines.length - next] ?? ''), next)
}

export function completeLine(state: UiState): UiState {
  const { mode, line } = state.view
  if (mode === 'playbook-new') return put(state, lineOf(completeDocument(state, line.text)))
  if (mode !== 'command') return state
  const { text } = complete(state, line.text)
  return put(state, lineOf(text))
}

/** Closes the prompt and keeps the line in its history. */
export function submitLine(state: UiState, rest: UiState['view']['mode']): UiState {
  const { mode, line, past } = state.view
  if (!isPrompt(mode)) return state
  const earlier = past[mode] ?? []
  const isNew = line.text.trim() !== '' && line.text !== earlier.at(-1)
  const lines = isNew ? [...earlier.slice(1 - KEPT), line.text] : earlier
  const next = dialogUnder(mode) ?? rest
  return withView(state, { mode: next, line: EMPTY_LINE, past: { ...past, [mode]: lines } })
}

export function setFilter(state: UiState, filter: string): UiState {
  const top = { top: 0, loose: false }
  return withView(state, { filter, lists: { pool: top, sessions: top } })
}

function put(state: UiState, line: Line, recalled = state.view.recalled): UiState {
  const next = withView(state, { line, recalled })
  return state.view.mode === 'filter' && line.text !== state.view.filter
    ? setFilter(next, line.text)
    : next
}
