import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { Mentions } from './mentions.ts'
import type { PaneInput } from './pane-input.ts'
import type { PaneLocks } from './pane-lock.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'

/** What all functions that send texts or keys to panes need. */
export interface SendContext {
  /** The client of a host. @throws FailureError if the host is not connected. */
  readonly client: (host: string) => TmuxClient
  /** The name of a pane to show in messages. */
  readonly name: (target: Target) => string
  readonly paneLocks: PaneLocks
  /** Reads the input state (question, draft, readiness) of a pane from a snapshot. */
  readonly inputOf: (target: Target, snapshot: PaneSnapshot) => PaneInput
  /** Milliseconds that the program in a pane needs before Enter. `command`: the program's name as tmux reports it. */
  readonly pause: (target: Target, command: string) => number
  /** Converts the paths in a text to the form that the pane's agent understands. */
  readonly mentions: Pick<Mentions, 'prepare'>
  /** Called once for each text that was typed and submitted. */
  readonly submitted?: (target: Target, text: string) => void
}
