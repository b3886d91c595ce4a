import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'
import type { CommandMode, Tier } from './tracked-session.ts'

/** How an `exec` ended, and on what. */
export interface ExecEnd {
  /** `--keep-vm`. */
  readonly keep: boolean
  readonly code: number
  readonly timedOut: boolean
  /** Made by this exec, taken from the pool, named with `--vm-name`, or a host of the configuration. */
  readonly origin: 'made' | 'pool' | 'named' | 'static'
  /** Ids of other sessions that hold slots there. */
  readonly others: readonly string[]
}

/** What is to be started: one session for each prompt, side by side. */
export interface LaunchOrder {
  readonly prompts: readonly string[]
  /** The adapter's name. */
  readonly agent: string
  readonly command: CommandMode
  readonly maxTurns: number
  readonly tier: Tier | null
  /** null: as the provider likes. */
  readonly region: string | null
  /** A person's own choice; else whatever has room. */
  readonly host?: string
  /** Absolute path of the local repository. */
  readonly repository: string
  /** What to pack; default is what is checked out. */
  readonly branch?: string
  /** Uncommitted changes stay here. */
  readonly committedOnly?: boolean
  readonly model?: string
  readonly permissions?: 'allow' | 'deny'
  /** To its end, without a person. */
  readonly headless?: boolean
  /** Port of a tunnel to the machine that is there already. */
  readonly port?: number
  /** It is run to its end while somebody waits; on which machine is chosen in another way then. */
  readonly exec?: ExecOrder
}

export interface ExecOrder {
  /** SKU. */
  readonly size: string
  readonly name?: string
  /** Never on a machine that is there already. */
  readonly fresh: boolean
  readonly azlinArgs: readonly string[]
}

/** One prompt on its way. */
export interface LaunchRow {
  readonly prompt: string
  /** What is being done, in a few words. */
  readonly step: Clean
  readonly id?: string
  readonly host?: string
  readonly origin?: ExecEnd['origin']
  readonly failure?: Failure
  /** It runs, or failed: nothing more comes. */
  readonly done: boolean
}

export interface Launch {
  readonly ref: string
  readonly at: number
  readonly order: LaunchOrder
  readonly rows: readonly LaunchRow[]
}
