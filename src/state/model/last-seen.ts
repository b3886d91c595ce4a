import type { Server, Session } from './fleet.ts'

/** A host as an earlier fleetmux process saw it. */
export interface LastSeenHost {
  /** When the host was seen; epoch milliseconds. */
  readonly at: number
  /** How the host was reached. A host of the same name with another route may be another machine. */
  readonly way: string
  readonly server: Extract<Server, { state: 'running' }>
  readonly sessions: readonly Session[]
  /** Panes whose program had ended, and whose end the user had seen. */
  readonly seen?: readonly string[]
}

export type LastSeenHosts = Readonly<Record<string, LastSeenHost>>
