import type { TmuxCommand } from './command.ts'

/**
 * Sends commands to one tmux server: through a control-mode client, or by polling, where each command starts a tmux
 * process on the host.
 */
export interface TmuxClient {
  /**
   * Sends commands as one line and resolves with their answers in order. Rejects with tmux's own message, or if an
   * answer is late or lost.
   */
  ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]>
  /** Opens a stream of this session: from then on, output of any pane of the session is reported at once. */
  stream(session: string): void
  unstream(): void
  /** Whether tmux reports changes by itself. If not, the caller polls. */
  readonly pushed: boolean
  /** The version as the tmux server reports it: `3.3a`, `next-3.8`, `openbsd-7.6`. */
  readonly version: string
  /**
   * Identifies the channel that the client uses. Set for a control client, which tmux may close: the next client on the
   * same channel answers only after the closed one is gone.
   */
  readonly channel?: string
  /** `pid:started` of the tmux server. Set for a control client. */
  readonly server?: string
}
