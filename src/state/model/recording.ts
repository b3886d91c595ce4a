import type { Screen } from './live-pane.ts'
import type { Target } from './target.ts'

/** A pane whose screens are written into a file. */
export interface Recording {
  readonly id: number
  readonly target: Target
  /** `host/session:window.pane` at the beginning. */
  readonly name: string
  readonly since: number
  /** The screen that was written last. */
  readonly last: Screen | null
}
