import type { SessionRef } from '../../state/model/target.ts'
import type { UiState } from '../model/ui-state.ts'
import type { List } from '../model/view.ts'
import { pageOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import {
  type ListRow,
  poolOf,
  rowsOf,
  type SessionRow,
  sessionRowsOf,
} from './session-list-rows.ts'

/** The first visible row of the list. */
export function topOf(state: UiState, list: List): number {
  const { top, loose } = state.view.lists[list]
  const height = pageOf(state.view, list)
  const total = list === 'pool' ? poolOf(state).length : rowsOf(state).length
  const highest = Math.max(0, total - height)
  const kept = loose ? top : toShow(top, lineIn(state, list), height, list, state)
  return Math.max(0, Math.min(kept, highest))
}

/** Scrolls a list without moving the selection. */
export function scrollList(state: UiState, list: List, by: number): UiState {
  const lists = { ...state.view.lists, [list]: { top: topOf(state, list) + by, loose: true } }
  const scrolled = withView(state, { lists })
  const top = topOf(scrolled, list)
  return withView(scrolled, { lists: { ...lists, [list]: { top, loose: true } } })
}

/** Scrolls so that the selection is visible. */
export function scrollToSelection(state: UiState, list: List): UiState {
  const freed = withView(state, {
    lists: { ...state.view.lists, [list]: { ...state.view.lists[list], loose: false } },
  })
  const lists = { ...freed.view.lists, [list]: { top: topOf(freed, list), loose: false } }
  return withView(freed, { lists })
}

function toShow(top: number, line: number, height: number, list: List, state: UiState): number {
  if (line < 0) return top
  // The heading above the first visible session is shown too.
  const heading = list === 'sessions' && isHeading(rowsOf(state)[line - 1])
  const first = heading && height > 1 ? line - 1 : line
  return Math.max(line - height + 1, Math.min(top, first))
}

function isHeading(row: ListRow | undefined): boolean {
  return row !== undefined && row.kind !== 'session'
}

/** The line of the selection in the shown list, headings included; -1: the list does not contain the selection. */
export function lineIn(state: UiState, list: List): number {
  if (list === 'pool') return indexIn(state, 'pool')
  const { session } = state.view
  return rowsOf(state).findIndex(row => row.kind === 'session' && isRow(row, session))
}

/** The index of the selection among the selectable rows; -1: the list does not contain the selection. */
export function indexIn(state: UiState, list: List): number {
  const { session, host } = state.view
  return list === 'pool'
    ? poolOf(state).findIndex(each => each.config.name === host)
    : sessionRowsOf(state).findIndex(row => isRow(row, session))
}

function isRow({ host, session }: SessionRow, ref: SessionRef | null): boolean {
  return ref?.session === session.id && ref.host === host.config.name
}
