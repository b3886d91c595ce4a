import type { Failure } from './failure.ts'
import type { Target, Written } from './target.ts'

/**
 * How a text is sent. `submit` pastes and presses Enter after the pause that the program needs; `no-enter`
 * only pastes; `literal` types the bytes without the marks of a paste; `keys` reads the text as tmux's names
 * of keys. `enter`, `enter-delayed` and `enter-literal` are atmux's: Enter at once, after 500 ms, and as one
 * more byte of the text.
 */
export type SendMode =
  | 'submit'
  | 'no-enter'
  | 'literal'
  | 'keys'
  | 'enter'
  | 'enter-delayed'
  | 'enter-literal'

export interface How {
  readonly mode: SendMode
  /** Only into a shell or a known agent: see `atPrompt`. */
  readonly onlyAtPrompt?: boolean
  /** Waits for a host that is down or a pane that is not ready, instead of refusing what goes there. */
  readonly queue?: boolean
  /** Milliseconds that a text may wait for a pane to be ready. */
  readonly hold?: number
  /** It is meant for what is asked in the pane: without this, a pane that asks takes no text. */
  readonly answer?: true | Answered
  /** Nothing is put behind a half-written line; else it is only told of. */
  readonly refuseDrafts?: boolean
  /** Milliseconds that one target may take until tmux there has taken text and Enter. */
  readonly deadline: number
}

/** The question that a person has read. */
export interface Answered {
  readonly rule: string | null
  readonly text: string
}

/** Milliseconds that a text waits for its pane to be ready, where nobody says otherwise. */
export const HOLD = 3_600_000

/**
 * The highest word that was seen, never a guess. `delivered`: tmux took it. `echoed`: the end of the text
 * came up on the pane's screen. `submitted`: output followed Enter within 2 s in a pane that was quiet.
 */
export type ReceiptWord = 'waiting' | 'delivered' | 'echoed' | 'submitted' | 'refused' | 'failed'

export interface Receipt {
  readonly word: ReceiptWord
  /** Whether a higher word may still be seen. */
  readonly open: boolean
  /** Why it was refused, or failed; of one that waits, why its host cannot take it yet. */
  readonly failure?: Failure
  /** Of a failed one: what had reached the pane by then. `unsure`: no answer came, it may arrive yet. */
  readonly typed?: 'nothing' | 'text' | 'unsure'
  /** Of one that waits: for the pane to be ready, and not for its host. */
  readonly held?: 'pane'
  /** Enter was taken too: all that was to be typed is there. */
  readonly entered?: true
  /** Something to know that stopped nothing. */
  readonly note?: string
}

/** One line of the table: a recipient and what became of the text there. */
export interface BroadcastRow {
  /** `host/session:window.pane`, or as it was written where there was nothing of that name. */
  readonly name: string
  readonly target: Target | null
  /** How it was written, for a retry where there was no such pane. */
  readonly written?: Written
  readonly receipt: Receipt
}

export interface Broadcast {
  readonly id: number
  readonly at: number
  /** As whoever asked called it; a retry may call it anew. */
  readonly ref?: string
  readonly text: string
  readonly how: How
  readonly rows: readonly BroadcastRow[]
  /** Panes that had it before. */
  readonly heard?: readonly Target[]
}

export const WAITING: Receipt = { word: 'waiting', open: true }

export function refused(failure: Failure): Receipt {
  return { word: 'refused', open: false, failure }
}

/** Whether it waits for its host to come back. */
export function isHeld({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.failure !== undefined && receipt.held !== 'pane'
}

/** Whether it waits for its pane to be ready. */
export function isHeldAtPane({ receipt }: Pick<BroadcastRow, 'receipt'>): boolean {
  return receipt.word === 'waiting' && receipt.held === 'pane'
}

/** Whether nothing more will be seen, on any target. */
export function isSettled({ rows }: Pick<Broadcast, 'rows'>): boolean {
  return rows.every(row => !row.receipt.open)
}

export function isBad({ word }: Receipt): boolean {
  return word === 'refused' || word === 'failed'
}

/** Whether it may be sent again without any risk that the text arrives twice. */
export function isRetryable(receipt: Receipt): boolean {
  return isBad(receipt) && receipt.typed !== 'unsure'
}

/** How many rows stand at each word. */
export function tally(rows: readonly BroadcastRow[]): Readonly<Record<ReceiptWord, number>> {
  const counts = { waiting: 0, delivered: 0, echoed: 0, submitted: 0, refused: 0, failed: 0 }
  for (const { receipt } of rows) counts[receipt.word]++
  return counts
}

/** `Sent to 13 of 16: 10 submitted, 3 delivered, 2 failed, 1 refused.` */
export function summary(rows: readonly BroadcastRow[]): string {
  const counts = tally(rows)
  const words = ['submitted', 'echoed', 'delivered', 'waiting', 'failed', 'refused'] as const
  const parts = words.filter(word => counts[word] > 0).map(word => `${counts[word]} ${word}`)
  const sent = counts.delivered + counts.echoed + counts.submitted
  return `Sent to ${sent} of ${rows.length}: ${parts.join(', ')}.`
}
