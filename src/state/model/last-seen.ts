import type { Server, Session } from './fleet.ts'

/** A host as it was seen by a run before this one. */
export interface Memory {
  /** Epoch milliseconds. */
  readonly at: number
  /** How it was reached: a host of that name that is reached otherwise may be another machine. */
  readonly way: string
  readonly server: Extract<Server, { state: 'running' }>
  readonly sessions: readonly Session[]
}

export type Memories = Readonly<Record<string, Memory>>
