import { toFailure } from '../model/failure.ts'
import { boundedParallel } from './bounded-parallel.ts'
import { type Canary, stagesOf } from './canary.ts'
import {
  type HostCommand,
  type HostCommandOptions,
  type HostCommands,
  type HostOutcome,
  isFailed,
} from './host-command.ts'

/** The exit code of a command that was ended at its timeout. */
export const TIMED_OUT = 124

export interface StagePlan {
  readonly command: HostCommand
  readonly canary: Canary
  /** Maximum number of hosts on which the command runs at the same time. */
  readonly parallel: number
  /** Timeout on each host, in milliseconds; 0: no timeout. */
  readonly timeout: number
}

export interface StageWatch {
  /** When the signal aborts, the command is ended on all hosts. */
  readonly signal?: AbortSignal
  readonly output?: HostCommandOptions['output']
  readonly begun?: (stage: readonly string[], at: number, of: number) => void
  readonly ended?: (outcomes: readonly HostOutcome[]) => Promise<void>
}

/**
 * Runs a command stage by stage. After a stage in which a host failed, the command is not run on the remaining hosts.
 */
export async function runStages(
  commands: HostCommands,
  hosts: readonly string[],
  plan: StagePlan,
  watch: StageWatch = {},
): Promise<readonly HostOutcome[]> {
  const stages = stagesOf(plan.canary, hosts)
  const outcomes: HostOutcome[] = []
  for (const [at, stage] of stages.entries()) {
    if (outcomes.some(isFailed)) {
      outcomes.push(...stage.map(host => ({ host, state: 'not-run' }) as const))
      continue
    }
    watch.begun?.(stage, at, stages.length)
    const done = await boundedParallel(plan.parallel, stage, host =>
      runThere(commands, host, plan, watch),
    )
    outcomes.push(...done)
    await watch.ended?.(done)
  }
  return outcomes
}

async function runThere(
  commands: HostCommands,
  host: string,
  { command, timeout }: StagePlan,
  { signal, output }: StageWatch,
): Promise<HostOutcome> {
  const late = timeout > 0 ? AbortSignal.timeout(timeout) : undefined
  const ends = [late, signal].filter(each => each !== undefined)
  try {
    const said = await commands.run(host, command, {
      ...(ends.length > 0 && { signal: AbortSignal.any(ends) }),
      ...(output && { output }),
    })
    return { host, state: 'ran', output: late?.aborted ? { ...said, code: TIMED_OUT } : said }
  } catch (thrown) {
    return { host, state: 'failed', failure: toFailure(thrown, host) }
  }
}
