import type { Deadlines } from './azlin-call.ts'
import type { Wait } from './retry.ts'

export interface AzlinOptions {
  /** Default: fleetmux's own environment. `USER` and `AMPLIHACK_REMOTE_RETRY_BUDGET_SECS` are read. */
  readonly env?: NodeJS.ProcessEnv
  /** The user's arguments after `--`, for `azlin new`. */
  readonly args?: readonly string[]
  /** ssh user name on the machines. azlin creates `azureuser`. */
  readonly user?: string
  /** `--port`: local port of a tunnel that the user has opened; every machine is then reached through it. */
  readonly port?: number
  readonly deadlines?: Partial<Deadlines>
  /** Names of machines that belong to the pool whatever their names: those in the state file. */
  readonly members?: () => readonly string[]
  /**
   * Directory of the files by which fleetmux processes reserve names for new machines. Default: the runtime directory.
   */
  readonly directory?: string
  readonly now?: () => number
  readonly delay?: Wait
}

/** The resource group in the user's arguments, as arguments for other azlin commands. */
export function groupArgs(args: readonly string[]): string[] {
  const at = args.findIndex(arg => /^--(?:resource-group|rg)(?:=|$)/.test(arg))
  const [, joined] = args[at]?.split('=') ?? []
  const group = joined ?? args[at + 1]
  return at < 0 || group === undefined ? [] : ['--resource-group', group]
}
