import type { TmuxCommand } from './command.ts'

/** A conversation with one tmux server, over a control client or by polling. */
export interface TmuxClient {
  /**
   * Sends commands as one line and returns their answers in order. Rejects with tmux's own message, or when an answer
   * is late or lost.
   */
  ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]>
  /** Opens a stream of this session: from now on `wake` reports which of its panes printed. */
  stream(session: string): void
  /** Ends the stream, if there is one. */
  unstream(): void
  /** Whether tmux pushes changes. If not, the caller polls. */
  readonly pushed: boolean
  /** The version as the server reports it: `3.3a`, `next-3.8`, `openbsd-7.6`. */
  readonly version: string
  /**
   * Identifies the channel below and `pid:started` of the server, for a client that tmux may close. The next client of
   * the same channel answers only after this one is gone.
   */
  readonly channel?: string
  readonly server?: string
}
