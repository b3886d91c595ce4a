import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { Mentions } from './mentions.ts'
import type { PaneInput } from './pane-input.ts'
import type { PaneLocks } from './pane-lock.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'

/** What every kind of sending needs. */
export interface SendContext {
  /** @throws FailureError when there is no conversation with that host. */
  readonly client: (host: string) => TmuxClient
  readonly turns: PaneLocks
  /** The input state (question, draft, readiness) of a pane with this snapshot. */
  readonly inputOf: (target: Target, sight: PaneSnapshot) => PaneInput
  /** Milliseconds that the program in a pane needs before Enter. `command`: tmux's name of the program. */
  readonly pause: (target: Target, command: string) => number
  /** The paths of a text, for the pane's agent. */
  readonly mentions: Pick<Mentions, 'prepare'>
  /** Hears of each text that was typed and submitted, once. */
  readonly submitted?: (target: Target, text: string) => void
}
