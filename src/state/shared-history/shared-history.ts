import type { Failure } from '../model/failure.ts'
import type { HistoryEntry, HistoryLine } from './history-entry.ts'

/** A project on a host of the fleet. */
export interface HistoryPlace {
  readonly host: string
  /** Absolute, `~/...`, or empty: the host's configured directory, else the home directory there. */
  readonly directory: string
}

/** What somebody writes down; the machine, the person and the time are added. */
export type HistoryNote = Pick<
  HistoryLine,
  'type' | 'summary' | 'fullResponse' | 'sessionName' | 'success' | 'elapsedTimeMs' | 'usageStats'
>

export interface HistoryReading {
  readonly entries: readonly HistoryEntry[]
  /** The directory as the host calls it; empty where it was not reached. */
  readonly directory: string
  /** Why nothing came from the host; then the entries are those that this machine wrote. */
  readonly failure?: Failure
  /** The directory is kept in git, and nothing says that the history is to be ignored there. */
  readonly wantsIgnore?: true
}

/** What was asked and done in projects on hosts, by everybody who writes there. */
export interface SharedHistory {
  /** The entries of all writers. A host that is not reached is no error: what is known here is told. */
  read(place: HistoryPlace): Promise<HistoryReading>
  /** Appends an entry, there and here. @throws FailureError where it could not be written there. */
  append(place: HistoryPlace, note: HistoryNote): Promise<void>
  /** Whether what is sent to a session is written down in its project. The session itself keeps it. */
  share(host: string, session: string, on: boolean): Promise<void>
}
