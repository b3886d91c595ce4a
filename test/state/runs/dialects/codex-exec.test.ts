import { expect, test } from 'vitest'
import type { Speech } from '../../../../src/state/runs/dialect.ts'
import { createCodexExec } from '../../../../src/state/runs/dialects/codex/codex-exec.ts'
import { checked, hear, types } from './lines.ts'

const SPEECH: Speech = { prompt: 'SAY!', cwd: '/home/dev/shop', permissions: 'allow' }
const THREAD = { type: 'thread.started', thread_id: 't1' }
const TURN = { type: 'turn.started' }

function completed(input: number, cached: number, output: number) {
  const usage = { input_tokens: input, cached_input_tokens: cached, output_tokens: output }
  return { type: 'turn.completed', usage }
}

const usage = (events: readonly { type: string }[]) =>
  events.filter(({ type }) => type === 'token_usage')

test('usage is the total of the thread: only what came on top of it is told', () => {
  const dialect = createCodexExec(SPEECH)
  const events = hear(
    dialect,
    THREAD,
    TURN,
    completed(1200, 800, 34),
    TURN,
    completed(3600, 1800, 99),
  )
  expect(usage(events)).toEqual([
    { type: 'token_usage', inputTokens: 400, outputTokens: 34, cachedTokens: 800 },
    { type: 'token_usage', inputTokens: 1400, outputTokens: 65, cachedTokens: 1000 },
  ])
})

test('of a thread that is taken up nobody knows what it had used: the first number is left out', () => {
  const dialect = createCodexExec({ ...SPEECH, session: 't1' })
  const events = hear(
    dialect,
    THREAD,
    TURN,
    completed(2400, 1600, 68),
    TURN,
    completed(3600, 2400, 102),
  )
  expect(usage(events)).toEqual([
    { type: 'token_usage', inputTokens: 400, outputTokens: 34, cachedTokens: 800 },
  ])
})

test('a reconnect is a retry and ends nothing', () => {
  const dialect = createCodexExec(SPEECH)
  const message = 'Reconnecting... 2/5 (unexpected status 503 Service Unavailable)'
  const events = hear(dialect, THREAD, TURN, { type: 'error', message })
  const reason = 'unexpected status 503 Service Unavailable'
  expect(events.at(-1)).toEqual({ type: 'retry', attempt: 2, maxAttempts: 5, reason })
  expect(dialect.state().closing).toBeNull()
})

test('without a network the retries are counted here', () => {
  const dialect = createCodexExec(SPEECH)
  const line = { type: 'error', message: 'Reconnecting... waiting for network' }
  const events = hear(dialect, THREAD, TURN, line, line)
  expect(events.slice(-2)).toEqual([
    { type: 'retry', attempt: 1, reason: line.message },
    { type: 'retry', attempt: 2, reason: line.message },
  ])
})

test('a refused patch is known by a line of standard error alone', () => {
  const dialect = createCodexExec(SPEECH)
  const line =
    '2026-11-28T22:03:20Z ERROR codex_core::tools::router: error=patch rejected: writing is blocked by read-only sandbox'
  const reason = 'patch rejected: writing is blocked by read-only sandbox'
  expect(checked(dialect.readText?.(line, 'stderr') ?? null)).toEqual([
    { type: 'approval_denied', interactionId: 'refused-patch-1', reason },
    {
      type: 'tool_error',
      toolCallId: 'refused-patch-1',
      toolName: 'apply_patch',
      error: reason,
    },
  ])
  expect(dialect.readText?.(line, 'stdout')).toBeNull()
  expect(dialect.readText?.('WARN nothing', 'stderr')).toBeNull()
})

test('a missing variable is named in what a person can do', () => {
  const dialect = createCodexExec(SPEECH)
  const message = 'Missing environment variable: `STANDIN_KEY`.'
  expect(hear(dialect, THREAD, TURN, { type: 'turn.failed', error: { message } }).slice(2)).toEqual(
    [
      { type: 'auth_error', message, guidance: 'Set STANDIN_KEY where the agent runs.' },
      { type: 'turn_end', turnIndex: 0 },
    ],
  )
  expect(dialect.state().closing).toBe('failed')
})

test('a command that was declined has not started, and was denied', () => {
  const dialect = createCodexExec(SPEECH)
  const item = { id: 'i1', type: 'command_execution', command: 'rm x', status: 'declined' }
  const events = hear(dialect, { type: 'item.completed', item })
  expect(types(events)).toEqual([
    'tool_call_start',
    'tool_call_ready',
    'approval_denied',
    'tool_error',
  ])
})

test('deleted and moved files', () => {
  const changes = [
    { path: 'a', kind: 'delete' },
    { path: 'b', kind: { type: 'update', move_path: 'c' }, diff: '@@' },
  ]
  const item = { id: 'i1', type: 'file_change', changes, status: 'completed' }
  const events = hear(createCodexExec(SPEECH), { type: 'item.completed', item })
  expect(events.filter(({ type }) => type.startsWith('file_'))).toEqual([
    { type: 'file_delete', path: 'a' },
    { type: 'file_delete', path: 'b' },
    { type: 'file_patch', path: 'c', diff: '@@' },
  ])
})

test('subagents are told by the calls that start them and wait for them', () => {
  const call = { id: 'i1', type: 'collab_tool_call', status: 'completed' }
  const spawn = { ...call, tool: 'spawn_agent', receiver_thread_ids: ['s1'], prompt: 'Look.' }
  const states = { s1: { status: 'completed', message: 'Found it.' } }
  const wait = { ...call, tool: 'wait', receiver_thread_ids: ['s1'], agents_states: states }
  const lines = [spawn, wait, wait].map(item => ({ type: 'item.completed', item }))
  expect(hear(createCodexExec(SPEECH), ...lines)).toEqual([
    { type: 'subagent_spawn', subagentId: 's1', agentName: 'codex', prompt: 'Look.' },
    { type: 'subagent_result', subagentId: 's1', agentName: 'codex', summary: 'Found it.' },
  ])
})

test('a line that nobody knows is told, bounded', () => {
  const events = hear(createCodexExec(SPEECH), { type: 'brand.new', text: 'x'.repeat(9000) })
  expect(events).toHaveLength(1)
  const [event] = events
  expect(event).toMatchObject({ type: 'debug', level: 'info' })
  expect(event?.type === 'debug' && event.message).toHaveLength(2000)
})

test('it takes no text and no decision', () => {
  const dialect = createCodexExec(SPEECH)
  expect(() => dialect.say('more', 1)).toThrow(/accepts no further text/)
  expect(() => dialect.decide('0', { kind: 'allow' })).toThrow(/waiting for an answer/)
  expect(dialect.begin()).toEqual([])
  expect(dialect.interrupt()).toEqual([])
})
