import { expect, test } from 'vitest'
import { addUp, EMPTY_SUM, exitCodeOf } from '../../../src/state/runs/result.ts'
import type { RunResult } from '../../../src/state/runs/result-schema.ts'

const ended = (error: RunResult['error']): RunResult => ({
  ...{ type: 'run_result', runId: '1', agent: 'claude', model: null, sessionId: null, text: '' },
  ...{ cost: null, durationMs: 1, exitCode: 1, signal: null, exitReason: 'crashed' },
  ...{ tokenUsage: null, turnCount: 0, error, events: [], tags: [] },
})

test.each([
  ['session_not_found', 'SESSION_NOT_FOUND', 8],
  ['unknown', 'AGENT_ERROR', 1],
])('an error of the kind %s is %s, and ends with %i', (code, known, exit) => {
  const message = 'No conversation found with session ID: 1'
  const { error } = addUp(EMPTY_SUM, { type: 'error', code, message, recoverable: false })
  expect(error).toEqual({ code: known, message })
  expect(exitCodeOf(ended({ code: known, message, stderr: '', recoverable: false }))).toBe(exit)
})
