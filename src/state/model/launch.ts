import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'
import type { CommandMode, Tier } from './tracked-session.ts'

/** How an `exec` command ended, and on which kind of machine it ran. */
export interface ExecEnd {
  /** Whether `--keep-vm` was given. */
  readonly keep: boolean
  readonly code: number
  readonly timedOut: boolean
  /**
   * The origin of the machine: created by this `fleetmux exec` command, taken from the pool, named with `--vm-name`, or
   * a configured host.
   */
  readonly origin: 'made' | 'pool' | 'named' | 'static'
  /** Ids of other sessions that hold slots on the machine. */
  readonly others: readonly string[]
}

/** Sessions to start: one for each prompt, in parallel. */
export interface LaunchOrder {
  readonly prompts: readonly string[]
  readonly agent: string
  readonly command: CommandMode
  readonly maxTurns: number
  readonly tier: Tier | null
  /** The region of a new machine; null: the provider's default. */
  readonly region: string | null
  /** The host that the user chose; undefined: any host with a free slot. */
  readonly host?: string
  /** Absolute path of the local repository. */
  readonly repository: string
  /** The branch whose copy is sent to the host. Default: the current branch. */
  readonly branch?: string
  /** Whether uncommitted changes are left out of the copy of the repository. */
  readonly committedOnly?: boolean
  readonly model?: string
  readonly permissions?: 'allow' | 'deny'
  /** Whether the agent runs to its end without asking the user. */
  readonly headless?: boolean
  /**
   * Panes of the agents that led to this start, oldest first. The started agent gets them in FLEETMUX_STARTED_BY, which
   * limits how deep agents may start agents.
   */
  readonly startedBy?: readonly string[]
  /** Port on this machine of a tunnel, opened by the user, to the sshd of the azlin machine that gets the sessions. */
  readonly port?: number
  /** Set for `exec`, which waits for the end and chooses the machine by other rules. */
  readonly exec?: ExecOrder
}

export interface ExecOrder {
  /** The provider's name of the machine size (SKU). */
  readonly size: string
  readonly name?: string
  /** Whether to create a new machine, even if an existing one is free. */
  readonly fresh: boolean
  readonly azlinArgs: readonly string[]
}

/** Progress of starting the session for one prompt. */
export interface LaunchRow {
  readonly prompt: string
  /** The current step in a few words. */
  readonly step: Clean
  readonly id?: string
  readonly host?: string
  readonly origin?: ExecEnd['origin']
  readonly failure?: Failure
  /** Whether the session runs or has failed, so that no more steps follow. */
  readonly done: boolean
}

export interface Launch {
  readonly ref: string
  readonly at: number
  readonly order: LaunchOrder
  readonly rows: readonly LaunchRow[]
}
