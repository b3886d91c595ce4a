import { endOfAgent } from '../../state/benchmarks/agent-end.ts'
import type { End, Tokens } from '../../state/benchmarks/cell.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { RunOrder, Runs } from '../../state/runs/order.ts'
import type { RunResult } from '../../state/runs/result-schema.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import { RunError } from '../../state/runs/start-error.ts'
import { now } from '../clock.ts'
import type { CellWork } from './cell-work.ts'
import { HostLostError, retryUntilLost } from './persist.ts'

/** The result of one prompt. */
export interface AgentAnswer {
  readonly end: End
  readonly detail: string
  readonly milliseconds: number
  readonly tokens: Tokens | null
  readonly costUsd: number | null
  readonly model: string | null
  readonly sessionId: string | null
  /** Epoch milliseconds at which the quota resets. null: the agent did not report it. */
  readonly resetAt: number | null
}

export interface PromptOptions {
  readonly runs: Runs
  readonly order: RunOrder
  readonly lostAfter: number
  readonly signal: AbortSignal
  /** Whether the run may exist already, started by this or another process. */
  readonly isTakenUp: boolean
  /** Creates a function that receives the run's events, from the first event on. */
  readonly reader: (spec: RunSpec) => (event: RunEvent) => void
}

/** Sends a prompt to an agent on its host, or reattaches to the run already started for it, and waits for its end. */
export async function prompt(prompting: PromptOptions): Promise<AgentAnswer> {
  const { runs, order, lostAfter, signal } = prompting
  const place = { host: order.host, lostAfter, signal }
  let resetAt: number | null = null
  let isBegun = prompting.isTakenUp
  let event = (_: RunEvent) => {}

  function heard(told: RunEvent): void {
    const isLimit = told.type === 'rate_limit_error' || told.type === 'rate_limited'
    if (isLimit && told.retryAfterMs !== undefined) resetAt = now() + told.retryAfterMs
    event(told)
  }

  async function begin(): Promise<void> {
    try {
      await runs.start(order, () => {})
    } catch (thrown) {
      // After a lost connection the start is repeated. A host that already started the run refuses it: that is a
      // success.
      if (!isBegun || !(thrown instanceof FailureError) || thrown.failure.kind !== 'refused')
        throw thrown
    }
  }

  async function toItsEnd(): Promise<RunResult> {
    if (!isBegun) {
      isBegun = true
      await begin()
    }
    try {
      return await follow()
    } catch (thrown) {
      if (!(thrown instanceof FailureError) || thrown.failure.kind !== 'missing') throw thrown
      await begin()
      return follow()
    }
  }

  /**
   * Reads the run's events until the run ends. If the connection to the host is lost, reconnects for at most
   * `lostAfter` seconds.
   */
  async function follow(): Promise<RunResult> {
    const lost = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const link = (state: 'lost' | 'back', why: string) => {
      clearTimeout(timer)
      const give = () => lost.abort(new HostLostError(order.host, why))
      if (state === 'lost') timer = setTimeout(give, lostAfter * 1000)
    }
    try {
      const both = AbortSignal.any([signal, lost.signal])
      const spec = (found: RunSpec) => {
        event = prompting.reader(found)
      }
      const how = { event: heard, spec, link, signal: both }
      const result = await runs.follow(order.host, order.id, how)
      if (result) return result
      throw new Error('a run that is followed to its end has a result')
    } catch (thrown) {
      signal.throwIfAborted()
      lost.signal.throwIfAborted()
      throw thrown
    } finally {
      clearTimeout(timer)
    }
  }

  try {
    return answerOf(await retryUntilLost(place, toItsEnd), resetAt)
  } catch (thrown) {
    if (thrown instanceof RunError) return unbegun(thrown)
    throw thrown
  }
}

/** Whether the run of the nth prompt of a cell exists on its host. */
export async function isBegun({ runs, host, runId }: CellWork, nth: number): Promise<boolean> {
  try {
    await runs.follow(host.host, runId(nth), { once: true, event: () => {} })
    return true
  } catch (thrown) {
    if (thrown instanceof FailureError && thrown.failure.kind === 'missing') return false
    throw thrown
  }
}

function answerOf(result: RunResult, resetAt: number | null): AgentAnswer {
  const { tokenUsage, cost } = result
  return {
    ...endOfAgent(result),
    milliseconds: result.durationMs,
    tokens: tokenUsage && {
      input: tokenUsage.inputTokens,
      cacheRead: tokenUsage.cachedTokens ?? null,
      cacheWrite: tokenUsage.cacheCreationTokens ?? null,
      output: tokenUsage.outputTokens,
    },
    costUsd: cost?.totalUsd ?? null,
    model: result.model,
    sessionId: result.sessionId,
    resetAt,
  }
}

/** The answer if no run could be started: the agent is missing, is not logged in, or lacks a required feature. */
function unbegun(thrown: RunError): AgentAnswer {
  const end = thrown.code === 'AUTH_ERROR' ? 'auth' : 'setup_failed'
  return {
    ...{ end, detail: thrown.message, milliseconds: 0, tokens: null, costUsd: null },
    ...{ model: null, sessionId: null, resetAt: null },
  } as const
}
