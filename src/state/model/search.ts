import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A line of some screen or scrollback that matches. */
export interface Hit {
  /** tmux's id of the pane. */
  readonly pane: string
  /** Lines below it, in its pane. */
  readonly below: number
  /** Without colours. */
  readonly text: Clean
}

/** A text that is looked for on many hosts at once, and what was found by now. */
export interface FleetSearch {
  readonly id: number
  readonly pattern: string
  /** Hosts that have not answered yet. */
  readonly pending: readonly string[]
  readonly found: ReadonlyMap<string, readonly Hit[]>
  readonly failures: ReadonlyMap<string, Failure>
}
