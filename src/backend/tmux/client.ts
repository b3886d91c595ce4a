import type { TmuxCommand } from './command.ts'

/** A live conversation with one tmux server; what it is carried by does not show here. */
export interface TmuxClient {
  /** Asks commands as one line; their answers, in order. Rejects with tmux's own words, or when late or lost. */
  ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]>
  /** Hears every pane of this session from now on; `wake` tells which printed. */
  stream(session: string): void
  /** Stops hearing whatever session is heard. */
  unstream(): void
  /** Whether changes are pushed; else somebody must sweep. */
  readonly pushed: boolean
  /** The server's, as it says it: `3.3a`, `next-3.8`, `openbsd-7.6`. */
  readonly version: string
}
