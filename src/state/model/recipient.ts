import type { Failure } from './failure.ts'
import type { Target, WrittenTarget } from './target.ts'

/** A pane that will get a text, or be refused. Exactly the panes that the user was shown get the text. */
export interface Recipient {
  /** `host/session:window.pane`, or as it was written if no such pane exists. */
  readonly name: string
  readonly target: Target | null
  readonly written?: WrittenTarget
  /** The program in the pane; '' if there is no pane. */
  readonly command: string
  /** Why nothing will be sent to the pane; null: the text will be sent. */
  readonly failure: Failure | null
  /** Why the host cannot take the text yet, if the text is to wait. */
  readonly held?: Failure
  /** The open question in the pane, if the text is to wait until it is answered. */
  readonly asks?: Failure
}
