import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { Mentions } from './mentions.ts'
import type { PaneInput } from './pane-input.ts'
import type { PaneLocks } from './pane-lock.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'

/** The dependencies of all kinds of sending. */
export interface SendContext {
  /** @throws FailureError if the host is not connected. */
  readonly client: (host: string) => TmuxClient
  readonly paneLocks: PaneLocks
  /** The input state (question, draft, readiness) of a pane with this snapshot. */
  readonly inputOf: (target: Target, snapshot: PaneSnapshot) => PaneInput
  /** Milliseconds that the program in a pane needs before Enter. `command`: tmux's name of the program. */
  readonly pause: (target: Target, command: string) => number
  /** Adapts the paths in a text to the pane's agent. */
  readonly mentions: Pick<Mentions, 'prepare'>
  /** Called once for each text that was typed and submitted. */
  readonly submitted?: (target: Target, text: string) => void
}
