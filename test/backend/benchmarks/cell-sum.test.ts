import { expect, test } from 'vitest'
import type { AgentAnswer } from '../../../src/backend/benchmarks/agent-phase.ts'
import { createSum } from '../../../src/backend/benchmarks/cell-sum.ts'

const TOKENS = { input: 1_000_000, output: 0, cacheRead: 0, cacheWrite: null }
const answer = (more: Partial<AgentAnswer>): AgentAnswer => ({
  ...{ end: 'ok', detail: '', milliseconds: 1, tokens: null, costUsd: null },
  ...{ model: null, sessionId: null, resetAt: null, ...more },
})

function costOf(...answers: readonly AgentAnswer[]) {
  const sum = createSum(0)
  for (const [nth, each] of answers.entries()) sum.add(String(nth), each)
  const { costUsd, costBy, pricesOf } = sum.value()
  return [costUsd, costBy, pricesOf]
}

test('a cost is the agents own, a list price of a day, or unknown', () => {
  const today = new Date().toISOString().slice(0, 10)
  expect(costOf(answer({ costUsd: 1 }), answer({ costUsd: 2 }))).toEqual([3, 'agent', today])
  const priced = answer({ model: 'gpt-5', tokens: TOKENS })
  expect(costOf(answer({ costUsd: 1 }), priced)).toEqual([2.25, 'estimate', '2026-01-31'])
  const unknown = answer({ model: 'nobody-knows', tokens: TOKENS })
  expect(costOf(answer({ costUsd: 1 }), unknown)).toEqual([null, null, null])
  const untold = answer({ model: 'gpt-5', tokens: { ...TOKENS, cacheRead: null } })
  expect(costOf(untold)).toEqual([null, null, null])
})
