/** What an agent surely does, told by what stands behind it and not by its screen. */
export type Truth = 'working' | 'waiting' | 'idle' | 'failed'

/** One agent of the storm, in a session of its own. */
export interface StormAgent {
  readonly kind: string
  readonly host: string
  readonly session: string
  truth(): Truth
  /** Gives it the next thing to do: an answer, work, a question. */
  prompt(): Promise<void>
  /** Leaves its question without an answer. */
  leave(): Promise<void>
  /** It shows what others drew: no key answers it. */
  readonly isPlayed: boolean
  kill(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

/** Runs tmux on the agent's host. */
export type Tmux = (...args: string[]) => Promise<string>
