import type { Failure } from './failure.ts'
import type { Target, WrittenTarget } from './target.ts'

/**
 * How a text is sent. `submit` pastes and presses Enter after the pause that the program needs; `no-enter` only pastes;
 * `literal` types the bytes without bracketed paste; `keys` reads the text as tmux key names. `enter`, `enter-delayed`
 * and `enter-literal` are modes of atmux: Enter at once, after 500 ms, and as one more byte of the text.
 */
export type SendMode =
  | 'submit'
  | 'no-enter'
  | 'literal'
  | 'keys'
  | 'enter'
  | 'enter-delayed'
  | 'enter-literal'

export interface SendOptions {
  readonly mode: SendMode
  /** Sends only to a shell or a known agent: see `atPrompt`. */
  readonly onlyAtPrompt?: boolean
  /** Waits for a host that is down or a pane that is not ready, instead of refusing the text. */
  readonly queue?: boolean
  /** Maximum time that a text may wait for a pane to be ready, in milliseconds. */
  readonly hold?: number
  /** Set if the text answers the question in the pane. Otherwise a pane with an open question accepts no text. */
  readonly answer?: true | AnsweredQuestion
  /** Whether to refuse a pane with a half-written line. Otherwise the text is sent and a note says so. */
  readonly refuseDrafts?: boolean
  /** Paths after an `@` that exist on the host are rewritten to the form that each agent expects. */
  readonly mentions?: boolean
  /** Timeout for each target, in milliseconds: until then tmux on the host must have accepted text and Enter. */
  readonly deadline: number
}

/** The question that the user has read and answers. */
export interface AnsweredQuestion {
  readonly rule: string | null
  readonly text: string
}

/** The default for `How.hold`, in milliseconds. */
export const DEFAULT_HOLD = 3_600_000

/**
 * How far a text has come: the highest level that was observed, never a guess. `delivered`: tmux took the text.
 * `echoed`: the end of the text appeared on the pane's screen. `submitted`: output followed Enter within 2 s in a pane
 * that was quiet.
 */
export type ReceiptWord = 'waiting' | 'delivered' | 'echoed' | 'submitted' | 'refused' | 'failed'

export interface Receipt {
  readonly word: ReceiptWord
  /** Whether a higher level may still follow. */
  readonly open: boolean
  /** Why the text was refused or failed, or why it waits. */
  readonly failure?: Failure
  /** For `failed`: what had reached the pane. `unsure`: no answer came, the text may still arrive. */
  readonly typed?: 'nothing' | 'text' | 'unsure'
  /** For `waiting`: the text waits for the pane to be ready, not for its host. */
  readonly held?: 'pane'
  /** For `refused`: the pane has received the text under another host name, so a retry must not send the text to it. */
  readonly twin?: true
  /** Set if tmux has accepted Enter too: typing is then complete. */
  readonly entered?: true
  /** A remark on a text that was sent, such as that it was appended to a half-written line. */
  readonly note?: string
}

/** A row of the delivery report: a recipient and its receipt. */
export interface BroadcastRow {
  /** `host/session:window.pane`, or as it was written if no such pane exists. */
  readonly name: string
  readonly target: Target | null
  /** How the target was written, for a retry if no such pane existed. */
  readonly written?: WrittenTarget
  readonly receipt: Receipt
}

export interface Broadcast {
  readonly id: number
  readonly at: number
  /** The `ref` of the intent; a retry may replace it. */
  readonly ref?: string
  readonly text: string
  readonly how: SendOptions
  readonly rows: readonly BroadcastRow[]
  /** Panes that got the text earlier. */
  readonly heard?: readonly Target[]
}

export const WAITING: Receipt = { word: 'waiting', open: true }

export function refused(failure: Failure): Receipt {
  return { word: 'refused', open: false, failure }
}

/** Whether the text waits for its host. */
export function isHeld({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.failure !== undefined && receipt.held !== 'pane'
}

/** Whether the text waits for its pane to be ready. */
export function isHeldAtPane({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.held === 'pane'
}

/** Whether all receipts are final. */
export function isSettled({ rows }: Pick<Broadcast, 'rows'>): boolean {
  return rows.every(row => !row.receipt.open)
}

export function isBad({ word }: Receipt): boolean {
  return word === 'refused' || word === 'failed'
}

/** Whether the text can be sent again without the risk that it arrives twice. */
export function isRetryable(receipt: Receipt): boolean {
  return isBad(receipt) && receipt.typed !== 'unsure' && !receipt.twin
}

/** The number of recipients (rows) at each level of delivery. */
export function countReceipts(
  rows: readonly BroadcastRow[],
): Readonly<Record<ReceiptWord, number>> {
  const counts = { waiting: 0, delivered: 0, echoed: 0, submitted: 0, refused: 0, failed: 0 }
  for (const { receipt } of rows) counts[receipt.word]++
  return counts
}

/** The result of a broadcast: `Sent to 13 of 16: 10 submitted, 3 delivered, 2 failed, 1 refused.` */
export function broadcastSummary(rows: readonly BroadcastRow[]): string {
  const counts = countReceipts(rows)
  const words = ['submitted', 'echoed', 'delivered', 'waiting', 'failed', 'refused'] as const
  const parts = words.filter(word => counts[word] > 0).map(word => `${counts[word]} ${word}`)
  const sent = counts.delivered + counts.echoed + counts.submitted
  return `Sent to ${sent} of ${rows.length}: ${parts.join(', ')}.`
}
