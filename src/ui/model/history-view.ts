import type { HistoryAnswer } from '../../state/host-requests/history-request.ts'

/** State of the history screen. */
export interface HistoryView {
  readonly host: string
  /** The pane in whose directory the project is. */
  readonly pane: string | null
  readonly turn: number
  /** Null: the host has not answered. */
  readonly answer: HistoryAnswer | null
  readonly search: string
  /** Only entries of this person, machine or session are shown. */
  readonly only: { readonly [K in HistoryField]?: string }
}

/** A field of an entry by which entries are filtered. */
export type HistoryField = 'person' | 'machine' | 'session'

/** Intents of the history screen. */
export type HistoryIntent =
  | { readonly type: 'open-history'; readonly host: string; readonly pane?: string }
  | { readonly type: 'read-history' }
  /** Filters by the value of the selected entry, or no longer. */
  | { readonly type: 'filter-history'; readonly by: HistoryField }
  | { readonly type: 'search-history'; readonly text: string }
