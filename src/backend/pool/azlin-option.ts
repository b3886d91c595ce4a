import type { Deadlines } from './azlin-call.ts'
import type { Wait } from './retry.ts'

export interface AzlinOptions {
  /** Ours, or another one in tests: `USER`, `AMPLIHACK_REMOTE_RETRY_BUDGET_SECS`. */
  readonly env?: NodeJS.ProcessEnv
  /** What a person wrote behind `--`, for `azlin new`. */
  readonly args?: readonly string[]
  /** Who ssh is on the machines; azlin makes them for `azureuser`. */
  readonly user?: string
  /** `--port`: a tunnel that is open already, used for every machine as it is. */
  readonly port?: number
  readonly deadlines?: Partial<Deadlines>
  /** Machines that belong to the pool whatever they are called: those of the state file. */
  readonly members?: () => readonly string[]
  /** Where names are reserved; default the runtime directory. */
  readonly directory?: string
  readonly now?: () => number
  readonly delay?: Wait
}

/** The resource group that a person chose behind `--`, as words for azlin's other commands. */
export function groupWords(args: readonly string[]): string[] {
  const at = args.findIndex(arg => /^--(?:resource-group|rg)(?:=|$)/.test(arg))
  const [, joined] = args[at]?.split('=') ?? []
  const group = joined ?? args[at + 1]
  return at < 0 || group === undefined ? [] : ['--resource-group', group]
}
