import type { Failure } from '../model/failure.ts'
import type { HistoryEntry, HistoryLine } from './history-entry.ts'

/** A project on a host of the fleet. */
export interface HistoryPlace {
  readonly host: string
  /** Absolute, `~/...` or relative to the home directory; empty: the host's configured directory, else `~`. */
  readonly directory: string
}

/** An entry to write into the shared history. Machine, person and time are added when it is written. */
export type HistoryNote = Pick<
  HistoryLine,
  'type' | 'summary' | 'fullResponse' | 'sessionName' | 'success' | 'elapsedTimeMs' | 'usageStats'
>

export interface HistoryReading {
  readonly entries: readonly HistoryEntry[]
  /** The project's root directory on the host; empty if the host was not reached. */
  readonly directory: string
  /** Why the host could not be read. `entries` then has only the history entries that this machine has written. */
  readonly failure?: Failure
  /**
   * Whether `directory` is in a git repository on the host that does not ignore the shared history in it, so that the
   * user should be told to ignore it.
   */
  readonly wantsIgnore?: true
  /**
   * Set if older entries, or the entries of some installations, are missing: only the newest entries of each
   * installation are read, and only a limited number of installations.
   */
  readonly isCut?: true
}

/** The history of projects on hosts, shared by all users and machines that write it. */
export interface SharedHistory {
  /**
   * Reads the entries that any user or machine has written. If the host is not reached, the result has only the entries
   * that were written on this machine, and a failure.
   */
  read(place: HistoryPlace): Promise<HistoryReading>
  /**
   * Appends an entry to the project's history, on the host and on this machine.
   * @throws FailureError if the entry could not be written on the host.
   */
  append(place: HistoryPlace, note: HistoryNote): Promise<void>
  /** Sets whether texts to a session are added to the history of its project. The setting is stored in the session. */
  share(host: string, session: string, on: boolean): Promise<void>
}
