import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A matching line of a screen or scrollback. */
export interface Hit {
  /** tmux's id of the pane. */
  readonly pane: string
  /** Number of lines below the matching line in its pane. */
  readonly below: number
  /** The matching line, without colours. */
  readonly text: Clean
}

/** A search on several hosts at once, and its results so far. */
export interface FleetSearch {
  readonly id: number
  readonly pattern: string
  /** Hosts that have not answered yet. */
  readonly pending: readonly string[]
  readonly found: ReadonlyMap<string, readonly Hit[]>
  readonly failures: ReadonlyMap<string, Failure>
}
