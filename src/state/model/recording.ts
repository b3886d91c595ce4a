import type { Screen } from './live-pane.ts'
import type { Target } from './target.ts'

/** A pane whose screens are written into a file. */
export interface Recording {
  readonly id: number
  readonly target: Target
  /** The pane as `host/session:window.pane` when the recording began. */
  readonly name: string
  readonly since: number
  /** The screen that was last written to the recording's file; null: none yet. */
  readonly last: Screen | null
}
