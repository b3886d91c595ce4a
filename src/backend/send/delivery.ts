import type { Failure } from '../../state/model/failure.ts'
import type { Receipt } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { Typing } from './admit.ts'
import type { TextBuffer } from './buffer.ts'
import type { PaneInput } from './pane-input.ts'
import type { PaneLock } from './pane-lock.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'
import type { Settle } from './settle.ts'
import type { TimeBudget } from './time-budget.ts'

export interface Delivery extends Typing {
  readonly client: TmuxClient
  readonly target: Target
  readonly lock: PaneLock
  /** The input state (question, draft, readiness) of the pane. */
  readonly inputOf: (snapshot: PaneSnapshot) => PaneInput
  /** Milliseconds before Enter. `command`: tmux's name of the program. */
  readonly pause: (command: string) => number
  readonly settle: Settle
  readonly tell: (receipt: Receipt) => void
  /** Called once when tmux has taken text and Enter. */
  readonly submitted?: (text: string) => void
}

export interface Underway extends Delivery {
  readonly allowance: TimeBudget
  readonly buffer: TextBuffer
}

/** The pane right before the text. */
export interface Before {
  readonly snapshot: PaneSnapshot
  readonly input: PaneInput
}

export function failed(failure: Failure, typed: NonNullable<Receipt['typed']>): Receipt {
  return { word: 'failed', open: false, failure, typed }
}
