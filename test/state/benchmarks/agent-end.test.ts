import { expect, test } from 'vitest'
import { endOfAgent } from '../../../src/state/benchmarks/agent-end.ts'
import { isFinal } from '../../../src/state/benchmarks/cell.ts'
import type { RunResult } from '../../../src/state/runs/result-schema.ts'

type Ended = Pick<RunResult, 'exitReason' | 'error'>

const failed = (exitReason: Ended['exitReason'], code: string, message = 'It ended.'): Ended => ({
  exitReason,
  error: { code, message, stderr: '', recoverable: false },
})

const isRunAgain = (ended: Ended) => !isFinal({ verdict: 'none', end: endOfAgent(ended).end })

test.each<[string, Ended, string, boolean]>([
  ['a run that was stopped', failed('aborted', 'ABORTED'), 'cancelled', true],
  [
    'one that was stopped after its service had refused it',
    failed('aborted', 'AGENT_ERROR', 'unknown model x'),
    'cancelled',
    true,
  ],
  // An agent may say this of itself: it had its chance.
  ['an agent that was interrupted', failed('interrupted', 'ABORTED'), 'agent_exit', false],
  ['one whose time was over', failed('timeout', 'TIMEOUT'), 'agent_timeout', false],
  ['one whose login failed', failed('crashed', 'AUTH_ERROR'), 'auth', true],
  ['one without quota', failed('crashed', 'AGENT_ERROR', 'usage limit reached'), 'quota', true],
  ['one that was refused', failed('crashed', 'AGENT_ERROR', 'unknown model x'), 'refused', false],
  ['one that is well', { exitReason: 'completed', error: null }, 'ok', false],
])('%s ends as it should, and is run again or not', (_, ended, end, again) => {
  expect([endOfAgent(ended).end, isRunAgain(ended)]).toEqual([end, again])
})
