import { describe, expect, test } from 'vitest'
import type { Speech } from '../../../../src/state/runs/dialect.ts'
import { createCopilot } from '../../../../src/state/runs/dialects/one-shot/copilot.ts'
import { createGemini } from '../../../../src/state/runs/dialects/one-shot/gemini.ts'
import { createOpencode } from '../../../../src/state/runs/dialects/one-shot/opencode.ts'
import { checked, read, replay, types } from './replay.ts'

const SPEECH: Speech = { prompt: 'SAY! hi', cwd: '/home/dev/shop', permissions: 'allow' }

test.each([
  ['gemini', createGemini],
  ['opencode', createOpencode],
  ['copilot', createCopilot],
])('%s is only read', (agent, create) => {
  const dialect = create(SPEECH)
  expect(dialect.begin()).toEqual([])
  expect(dialect.interrupt()).toEqual([])
  expect(dialect.sent('answer.x', '{}')).toEqual({ events: [] })
  expect(() => dialect.say('x', 1)).toThrow(`This run of ${agent} accepts no further text.`)
  expect(() => dialect.decide('x', { kind: 'allow' })).toThrow('No question with')
})

describe('gemini', () => {
  const result = (more: object) => ({ type: 'result', status: 'error', ...more })

  test('a command has no exit code: one that failed looks like one that did not', () => {
    const events = replay('gemini.shell-exit3', createGemini(SPEECH))
    expect(types(events)).toContain('shell_start')
    expect(types(events)).toContain('tool_result')
    expect(types(events)).not.toContain('shell_exit')
  })

  test('an answer ends with the next other line', () => {
    const events = replay('gemini.shell', createGemini(SPEECH))
    expect(types(events).slice(2, 7)).toEqual([
      ...['message_start', 'text_delta', 'text_delta', 'message_stop', 'tool_call_start'],
    ])
  })

  test('a stream without a result has not completed', () => {
    const dialect = createGemini(SPEECH)
    replay('gemini.sigint', dialect)
    expect(dialect.state()).toMatchObject({ closing: null, text: 'w0 w1 w2 w3 w4 w5 w6 ' })
  })

  test.each([
    ['completed', { status: 'success' }],
    ['turn_limit', { error: { type: 'FatalTurnLimitedError', message: 'Reached' } }],
    ['interrupted', { error: { type: 'FatalCancellationError', message: 'Cancelled' } }],
    ['failed', { error: { type: 'unknown', message: 'x' } }],
  ])('its result says %s', (closing, more) => {
    const dialect = createGemini(SPEECH)
    read(dialect, { type: 'init', session_id: 's' }, result(more))
    expect(dialect.state().closing).toBe(closing)
  })

  test('what the service said is told, and not what it is wrapped in', () => {
    const error = (code: number, message: string) => {
      const text = `[API Error: ${JSON.stringify({ error: { code, message } })}]`
      return read(createGemini(SPEECH), result({ error: { type: 'unknown', message: text } }))
    }
    expect(error(429, 'Slow down')).toContainEqual({
      type: 'rate_limit_error',
      message: 'Slow down',
    })
    expect(error(503, 'Away')).toContainEqual({
      ...{ type: 'error', code: '503', message: 'Away' },
      recoverable: true,
    })
  })

  test('input is told without what came from the cache', () => {
    const stats = { input_tokens: 1200, cached: 800, output_tokens: 34 }
    expect(read(createGemini(SPEECH), result({ status: 'success', stats }))).toContainEqual({
      ...{ type: 'token_usage', inputTokens: 400, outputTokens: 34 },
      cachedTokens: 800,
    })
  })

  test('retries, a missing key and a missing trust stand on standard error', () => {
    const told = (line: string) => checked(createGemini(SPEECH).readText?.(line, 'stderr') ?? null)
    expect(told('Attempt 2 failed with status 429. Retrying with backoff... _ApiError')).toEqual([
      { type: 'rate_limited' },
      { type: 'retry', attempt: 2, reason: 'status 429' },
    ])
    expect(told('Attempt 1 failed with status 500. Retrying with backoff...')).toEqual([
      { type: 'retry', attempt: 1, reason: 'status 500' },
    ])
    expect(told('you must specify the GEMINI_API_KEY environment variable')).toMatchObject([
      { type: 'auth_error' },
    ])
    expect(told('Gemini CLI is not running in a trusted directory.')).toMatchObject([
      { type: 'error', code: 'untrusted_directory' },
    ])
    const both = 'Both GOOGLE_API_KEY and GEMINI_API_KEY are set. Using GOOGLE_API_KEY.'
    expect(createGemini(SPEECH).readText?.(both, 'stderr')).toBeNull()
  })
})

describe('opencode', () => {
  test('a call is told once, when it has ended', () => {
    const events = replay('opencode.shell-exit3', createOpencode(SPEECH))
    expect(types(events).filter(type => /^(tool|shell)/.test(type))).toEqual([
      ...['tool_call_start', 'tool_call_ready', 'shell_start', 'shell_stdout_delta', 'shell_exit'],
      'tool_result',
    ])
    expect(events).toContainEqual({ type: 'shell_exit', exitCode: 3, durationMs: 540 })
  })

  test('an error that comes twice is told once', () => {
    const events = replay('opencode.error-context', createOpencode(SPEECH))
    expect(types(events).filter(type => type === 'context_exceeded')).toHaveLength(1)
  })

  test('its last step says how it ended', () => {
    const ended = (name: string) => {
      const dialect = createOpencode(SPEECH)
      replay(name, dialect)
      return dialect.state().closing
    }
    expect(ended('opencode.say')).toBe('completed')
    expect(ended('opencode.error-rate')).toBe('failed')
    expect(ended('opencode.ask-rejected')).toBe('failed')
    const dialect = createOpencode(SPEECH)
    read(dialect, { type: 'step_start' }, { type: 'step_finish', part: { reason: 'tool-calls' } })
    expect(dialect.state().closing).toBeNull()
  })

  test('a command that was refused has not started', () => {
    const events = replay('opencode.ask-rejected', createOpencode(SPEECH))
    expect(types(events)).toContain('approval_denied')
    expect(types(events)).not.toContain('shell_start')
  })

  test('what was thought counts as output; costs add up', () => {
    const events = replay('opencode.think', createOpencode(SPEECH))
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'token_usage', outputTokens: 34, thinkingTokens: 12 }),
    )
    const costs = replay('opencode.shell', createOpencode(SPEECH)).flatMap(event =>
      event.type === 'cost' ? [event.cost.totalUsd] : [],
    )
    expect(costs).toEqual([0.000548, 0.001096])
    expect(replay('opencode.shell', createOpencode(SPEECH)).at(-1)).toMatchObject({
      type: 'session_end',
      cost: { totalUsd: 0.001096 },
    })
  })

  test('a tool is of an MCP server where the run has one of that name', () => {
    const mcpServers = [{ name: 'demo', command: 'demo', args: [] }]
    const told = (speech: Speech) => types(replay('opencode.mcp', createOpencode(speech)))
    expect(told({ ...SPEECH, mcpServers })).toContain('mcp_tool_result')
    expect(told(SPEECH)).not.toContain('mcp_tool_result')
  })

  test('an edit tells its diff, a limit when to come again', () => {
    const state = { status: 'completed', input: { filePath: '/a' }, metadata: { diff: '@@' } }
    const part = { callID: 'c1', tool: 'edit', state }
    const dialect = createOpencode(SPEECH)
    expect(read(dialect, { type: 'tool_use', part })).toContainEqual({
      ...{ type: 'file_patch', path: '/a', diff: '@@' },
    })
    expect(replay('opencode.error-rate', createOpencode(SPEECH))).toContainEqual(
      expect.objectContaining({ type: 'rate_limit_error', retryAfterMs: 1000 }),
    )
  })
})

describe('copilot', () => {
  const metrics = (tokens: number) => ({
    type: 'tool.execution_complete',
    data: {
      ...{ toolCallId: 'c1', success: true },
      toolTelemetry: { metrics: { context_token_limit: 100, context_current_tokens: tokens } },
    },
  })

  test('output is told as it comes, by its stream, and not again at the end', () => {
    const events = replay('copilot.shell', createCopilot(SPEECH))
    expect(types(events).filter(type => type.startsWith('shell_'))).toEqual([
      ...['shell_start', 'shell_stdout_delta', 'shell_stderr_delta', 'shell_stdout_delta'],
      'shell_exit',
    ])
  })

  test('a command whose output did not come in pieces has it from its result', () => {
    const data = { toolCallId: 'c1', toolName: 'bash', arguments: { command: 'x' } }
    const content = 'bad\n<shellId: 0 completed with exit code 3>'
    const done = { toolCallId: 'c1', success: true, result: { content } }
    const events = read(
      createCopilot(SPEECH),
      { type: 'tool.execution_start', data },
      { type: 'tool.execution_complete', data: { ...done, shellExecution: { exitCode: 3 } } },
    )
    expect(events).toContainEqual({ type: 'shell_stdout_delta', delta: 'bad\n' })
    expect(events).toContainEqual({ type: 'shell_exit', exitCode: 3 })
  })

  test('what was thought is not told again when its whole comes after the answer', () => {
    const events = replay('copilot.think', createCopilot(SPEECH))
    expect(types(events).filter(type => type === 'thinking_start')).toHaveLength(1)
    expect(types(events).filter(type => type === 'message_stop')).toHaveLength(1)
  })

  test('a signal has interrupted it, though its last line says 0', () => {
    const dialect = createCopilot(SPEECH)
    const events = replay('copilot.sigterm', dialect)
    expect(dialect.state().closing).toBe('interrupted')
    expect(types(events).filter(type => type === 'interrupted')).toHaveLength(1)
  })

  test('a call of the model that failed is a retry, the last one an error', () => {
    const dialect = createCopilot(SPEECH)
    const events = replay('copilot.error-rate', dialect)
    expect(events.filter(({ type }) => type === 'retry')).toEqual(
      [1, 2, 3, 4, 5].map(attempt => ({ type: 'retry', attempt, reason: 'rate_limit' })),
    )
    expect(types(events).filter(type => type === 'rate_limit_error')).toHaveLength(1)
    expect(dialect.state().closing).toBe('failed')
  })

  test('an error is no success, whatever its last line says', () => {
    const dialect = createCopilot(SPEECH)
    const error = { type: 'session.error', data: { errorType: 'query', message: 'x' } }
    read(dialect, error, { type: 'result', sessionId: 's', exitCode: 0 })
    expect(dialect.state().closing).toBe('failed')
  })

  test('its session is known at the end, or from the start where it is taken up', () => {
    const dialect = createCopilot(SPEECH)
    const at = (speech: Speech) =>
      types(replay('copilot.think', createCopilot(speech))).indexOf('session_start')
    replay('copilot.think', dialect)
    expect(dialect.state().sessionId).toBe('f377cc02-ebe5-4612-8005-13904c1c76e1')
    expect(at(SPEECH)).toBeGreaterThan(10)
    expect(at({ ...SPEECH, session: 'f377cc02-ebe5-4612-8005-13904c1c76e1' })).toBe(0)
  })

  test('a context that fills up is told once', () => {
    const events = read(createCopilot(SPEECH), metrics(79), metrics(80), metrics(90), metrics(5))
    expect(events.filter(({ type }) => type === 'context_limit_warning')).toEqual([
      { type: 'context_limit_warning', usedTokens: 80, maxTokens: 100, pctUsed: 80 },
    ])
  })
})
