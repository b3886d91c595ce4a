import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { PaneInput } from './pane-input.ts'
import type { PaneLocks } from './pane-lock.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'

/** What all who type into panes need, whoever asked for it. */
export interface Means {
  /** @throws FailureError where there is no conversation with that host now. */
  readonly client: (host: string) => TmuxClient
  readonly turns: PaneLocks
  /** What a text would meet in a pane that looks like this. */
  readonly inputOf: (target: Target, sight: PaneSnapshot) => PaneInput
  /** Milliseconds that what runs in a pane needs before Enter; `command`: tmux's name of it. */
  readonly pause: (target: Target, command: string) => number
}
