import type { Phase, Tokens } from '../../state/benchmarks/cell.ts'
import { PRICES_OF, costOf as priceOf } from '../../state/conversations/price.ts'
import { monotonic, now } from '../clock.ts'
import type { AgentAnswer } from './agent-phase.ts'
import type { CellWork, TryOutcome } from './cell-work.ts'

export interface Sum {
  enter(phase: Phase, work: CellWork): void
  phase(): Phase
  add(id: string, answer: AgentAnswer): void
  iterations(): number
  agentMs(): number
  last(): AgentAnswer | null
  value(): Omit<TryOutcome, 'verdict' | 'end' | 'detail' | 'exitCode' | 'isInfrastructure'>
}

/**
 * Adds up the durations of the phases, and the times, tokens and costs of the agent's answers, in one try of a cell
 * (one attempt of one model at one case; it is tried again if its host fails).
 */
export function createSum(setupMs: number): Sum {
  const answers: AgentAnswer[] = []
  const ids: string[] = []
  const spent = { setup: setupMs, agent: 0, verify: 0 }
  let current: keyof typeof spent = 'setup'
  let since = monotonic()
  const settle = () => {
    spent[current] += monotonic() - since
    since = monotonic()
  }
  const agentMs = () => answers.reduce((all, { milliseconds }) => all + milliseconds, 0)
  return {
    enter(phase, work) {
      settle()
      current = phase
      work.phase(phase)
    },
    phase: () => current,
    add(id, answer) {
      ids.push(id)
      answers.push(answer)
    },
    iterations: () => answers.length,
    agentMs,
    last: () => answers.at(-1) ?? null,
    value() {
      settle()
      const last = answers.at(-1)
      return {
        phases: {
          setupMs: Math.round(spent.setup),
          agentMs: Math.round(agentMs()),
          verifyMs: Math.round(spent.verify),
        },
        iterations: answers.length,
        tokens: sumTokens(answers),
        ...costOf(answers),
        modelTold: last?.model ?? null,
        sessionId: last?.sessionId ?? null,
        runIds: [...ids],
        resetAt: last?.resetAt ?? null,
      }
    },
  }
}

/** The cost of all prompts together, its source (agent or estimate), and the date of the prices. */
function costOf(
  answers: readonly AgentAnswer[],
): Pick<TryOutcome, 'costUsd' | 'costBy' | 'pricesOf'> {
  const costUsd = sumKnown(answers.map(answer => answer.costUsd ?? listPrice(answer)))
  if (costUsd === null) return { costUsd, costBy: null, pricesOf: null }
  if (answers.some(answer => answer.costUsd === null))
    return { costUsd, costBy: 'estimate', pricesOf: PRICES_OF }
  return { costUsd, costBy: 'agent', pricesOf: new Date(now()).toISOString().slice(0, 10) }
}

/**
 * The cost of a prompt by the list price. null: the agent reported no model or not all token counts, or the model's
 * price is unknown.
 */
function listPrice({ model, tokens }: AgentAnswer): number | null {
  if (model === null || tokens === null || tokens.cacheRead === null) return null
  const { input, output, cacheRead } = tokens
  // Agents that do not report cache writes count them as input.
  const cacheWrite = tokens.cacheWrite ?? 0
  return priceOf(model, { input, output, cacheRead, cacheWrite, cacheWriteHour: 0 })
}

/** The sum of the values; null if there are none, or if any is unknown: a partial sum would look like the total. */
function sumKnown(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null
  return values.reduce<number | null>(
    (all, value) => (all === null || value === null ? null : all + value),
    0,
  )
}

function sumTokens(answers: readonly AgentAnswer[]): Tokens | null {
  const all = answers.flatMap(({ tokens }) => (tokens ? [tokens] : []))
  if (all.length === 0 || all.length < answers.length) return null
  return {
    input: all.reduce((sum, { input }) => sum + input, 0),
    output: all.reduce((sum, { output }) => sum + output, 0),
    cacheRead: sumKnown(all.map(({ cacheRead }) => cacheRead)),
    cacheWrite: sumKnown(all.map(({ cacheWrite }) => cacheWrite)),
  }
}
