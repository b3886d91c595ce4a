import type { Failure } from './failure.ts'
import type { Target, Written } from './target.ts'

/** Somebody who will hear a text, or be refused it. Shown before it is sent, and sent as it was shown. */
export interface Recipient {
  /** `host/session:window.pane`; as it was written where there is nothing of that name. */
  readonly name: string
  readonly target: Target | null
  readonly written?: Written
  /** What runs in the pane; '' where there is none. */
  readonly command: string
  /** Why nothing will be typed there; null: it will be. */
  readonly failure: Failure | null
  /** Why its host cannot hear it yet, where it is to be held until then. */
  readonly held?: Failure
  /** What is asked there, where the text is to wait until it is answered. */
  readonly asks?: Failure
}
