import type { Failure } from './failure.ts'
import type { Target, WrittenTarget } from './target.ts'

/**
 * How a text is sent. `submit` pastes and presses Enter after the pause that the program needs; `no-enter` only pastes;
 * `literal` types the bytes without bracketed paste; `keys` reads the text as tmux key names. The others are modes of
 * the program atmux: `enter` presses Enter at once, `enter-delayed` after 500 ms, `enter-literal` sends a carriage
 * return as the last byte of the text.
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
  /**
   * Maximum time, from the send on, that a text may wait for its pane to be ready, in milliseconds; then the text is
   * refused. Default: an hour.
   */
  readonly hold?: number
  /** Set if the text answers the question in the pane. Otherwise a pane with an open question accepts no text. */
  readonly answer?: true | AnsweredQuestion
  /** Whether to refuse a pane with a half-written line. Otherwise the text is sent and a note says so. */
  readonly refuseDrafts?: boolean
  /** Paths after an `@` that exist on the host are rewritten to the form that each agent expects. */
  readonly mentions?: boolean
  /**
   * Timeout for each target, in milliseconds: the total time of waiting for the target's host until tmux has accepted
   * text and Enter. After it, the sending fails with the kind `late`.
   */
  readonly deadline: number
}

/** The question that the user has read and answers. */
export interface AnsweredQuestion {
  readonly rule: string | null
  readonly text: string
}

/**
 * How far a text has come: the highest level that was observed, never a guess. `delivered`: tmux took the text.
 * `echoed`: the end of the text appeared on the pane's screen. `submitted`: output followed Enter within 2 s in a pane
 * that was quiet.
 */
export type ReceiptWord = 'waiting' | 'delivered' | 'echoed' | 'submitted' | 'refused' | 'failed'

export interface Receipt {
  readonly word: ReceiptWord
  /** Whether `word` may still change to a higher level: delivered, then echoed, then submitted. */
  readonly open: boolean
  /** Why the text was refused or failed, or why it waits. */
  readonly failure?: Failure
  /** For `failed`: what had reached the pane. `unsure`: no answer came, the text may still arrive. */
  readonly typed?: 'nothing' | 'text' | 'unsure'
  /** For `waiting`: the text waits for the pane to be ready, not for its host. */
  readonly held?: 'pane'
  /** For `refused`: the pane has already received the text under another host name. A retry skips it. */
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
  /** The `ref` (an id chosen by the requester) of the intent that requested the broadcast, or of a later retry. */
  readonly ref?: string
  readonly text: string
  readonly how: SendOptions
  readonly rows: readonly BroadcastRow[]
  /** Panes that an earlier send gave the text. They get nothing if they are listed again under another host name. */
  readonly heard?: readonly Target[]
}
