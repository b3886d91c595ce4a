import * as z from 'zod'
import { toFailure } from '../../state/model/failure.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunResult } from '../../state/runs/result-schema.ts'
import { parseJson } from '../../state/text/parse-json.ts'
import { readAnswer, readIterations } from '../../state/worktrees/host-answer.ts'
import type {
  HostIteration,
  Iteration,
  IterationUse,
  WorktreeRow,
} from '../../state/worktrees/worktree.ts'
import type { Transport } from '../transport/transport.ts'
import { iterationsScript, keepUseScript } from './read-scripts.ts'
import { askHost } from './worktree-host.ts'

/** Maximum characters that are kept of the agent's last message. */
const WORDS = 4000

const useSchema = z.object({
  run: z.string(),
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  totalTokens: z.number().nullable(),
  costUsd: z.number().nullable(),
  model: z.string().nullable(),
  output: z.string().nullable(),
})

/**
 * All ended iterations of a session (each one prompt to the agent, then the test script), with the usage of their
 * agents.
 */
export async function readHistory(
  transport: Transport,
  runs: Runs,
  { host, spec }: WorktreeRow,
): Promise<readonly Iteration[]> {
  const answer = readAnswer(await askHost(transport, iterationsScript, [spec.id]))
  const uses = new Map(
    answer.all('use').flatMap(line => {
      const { run, ...use } = useSchema.safeParse(parseJson(line)).data ?? { run: null }
      return run === null ? [] : [[run, use as IterationUse] as const]
    }),
  )
  const records = readIterations(answer.all('it'))
  return Promise.all(
    records.map(record => {
      const use = uses.get(record.run)
      return use ? { ...record, ...use } : withUse(transport, runs, host, record)
    }),
  )
}

/**
 * Adds the agent's usage (tokens and cost), which its run reports, to an iteration. The usage is stored with the session,
 * because runs may be removed.
 */
export async function withUse(
  transport: Transport,
  runs: Runs,
  host: string,
  record: HostIteration,
): Promise<Iteration> {
  if (record.run === '' || record.end === 'not_started') return record
  try {
    const result = await runs.follow(host, record.run, { once: true, event: () => {} })
    if (!result) return record
    const use = used(result)
    const kept = JSON.stringify({ run: record.run, ...use })
    await askHost(transport, keepUseScript, [record.sessionId, String(record.number), kept])
    return { ...record, ...use }
  } catch (thrown) {
    // The run was removed before its usage was read, so the usage is unknown.
    if (toFailure(thrown).kind === 'missing') return record
    throw thrown
  }
}

function used({ tokenUsage, cost, model, text }: RunResult): IterationUse {
  const { inputTokens, outputTokens, cachedTokens = 0, cacheCreationTokens = 0 } = tokenUsage ?? {}
  const input = inputTokens === undefined ? null : inputTokens + cachedTokens + cacheCreationTokens
  return {
    promptTokens: input,
    completionTokens: outputTokens ?? null,
    totalTokens: input === null ? null : input + (outputTokens ?? 0),
    costUsd: cost?.totalUsd ?? null,
    ...{ model, output: text.slice(0, WORDS) },
  }
}
