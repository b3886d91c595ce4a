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
  /** Reads the input state (question, draft, readiness) of the pane from a snapshot. */
  readonly inputOf: (snapshot: PaneSnapshot) => PaneInput
  /** Milliseconds to wait before Enter. `command`: the program's name as tmux reports it. */
  readonly pause: (command: string) => number
  readonly settle: Settle
  readonly tell: (receipt: Receipt) => void
  /** Called once, when tmux has accepted the text and Enter. */
  readonly submitted?: (text: string) => void
}

export interface Underway extends Delivery {
  readonly allowance: TimeBudget
  readonly buffer: TextBuffer
}

/** The state of the pane right before the text is typed. */
export interface Before {
  readonly snapshot: PaneSnapshot
  readonly input: PaneInput
}

export function failed(failure: Failure, typed: NonNullable<Receipt['typed']>): Receipt {
  return { word: 'failed', open: false, failure, typed }
}
