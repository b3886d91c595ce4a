import type { HistoryEntry } from '../shared-history/history-entry.ts'
import type { Clean } from '../text/clean.ts'

/** A screen's request for the history of a project. */
export interface HistoryRequest {
  /** A pane whose working directory is in the project; undefined: `path` is used. */
  readonly pane?: string
  readonly path: string
  /** The number of the request. Answers to earlier requests are ignored. */
  readonly turn: number
}

export type HistoryAnswer =
  | {
      readonly turn: number
      readonly entries: readonly HistoryEntry[]
      /** The root of the project on the host; empty if the host was not reached. */
      readonly directory: Clean
      /** Why the host could not be read; the entries are then those that this machine wrote. */
      readonly failure: Clean | null
      /** Set if not all entries were read, because there are too many. */
      readonly isCut?: true
      /** The name of this machine, as written in its history entries. */
      readonly here: Clean
    }
  /** Why the project's history could not be read at all. */
  | { readonly turn: number; readonly refused: Clean }
