import type { HistoryAnswer } from '../../state/host-requests/history-request.ts'

/** State of the screen with the shared history of a project. */
export interface HistoryView {
  readonly host: string
  /**
   * The pane whose working directory determines the project; null: the project is the user's home directory on the
   * host.
   */
  readonly pane: string | null
  readonly turn: number
  /** The host's answer; null: the host has not answered yet. */
  readonly answer: HistoryAnswer | null
  readonly search: string
  /** The filters: only entries with these values are shown. */
  readonly only: { readonly [K in HistoryField]?: string }
}

/** A field by which the entries of a project's shared history are filtered. */
export type HistoryField = 'person' | 'machine' | 'session'

export type HistoryIntent =
  | { readonly type: 'open-history'; readonly host: string; readonly pane?: string }
  | { readonly type: 'read-history' }
  /** Filters by the selected entry's value of this field; if a filter for the field is set, removes it. */
  | { readonly type: 'filter-history'; readonly by: HistoryField }
  | { readonly type: 'search-history'; readonly text: string }
