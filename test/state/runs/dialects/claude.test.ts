import { describe, expect, test } from 'vitest'
import type { Speech } from '../../../../src/state/runs/dialect.ts'
import { createClaude } from '../../../../src/state/runs/dialects/claude/claude.ts'
import { checked, read, replay, types } from './replay.ts'

const SPEECH: Speech = { prompt: 'SAY! hi', cwd: '/home/dev/shop', permissions: 'ask' }

const oneWay = (speech: Partial<Speech> = {}) =>
  createClaude({ ...SPEECH, ...speech }, { agent: 'claude', twoWay: false })

const INIT = { type: 'system', subtype: 'init', session_id: 's1', model: 'm' }
const RESULT = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  num_turns: 1,
  terminal_reason: 'completed',
}

const assistant = (id: string, block: unknown, usage?: unknown) => ({
  type: 'assistant',
  message: { id, content: [block], usage },
  parent_tool_use_id: null,
})

const toolUse = (id: string, name: string, input: unknown) =>
  assistant(`m-${id}`, { type: 'tool_use', id, name, input })

const toolResult = (id: string, content: unknown, more: object = {}, details?: unknown) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, content, ...more }] },
  parent_tool_use_id: null,
  tool_use_result: details,
})

/** What a call of a tool is told by, from its input to its result. */
function call(
  name: string,
  input: unknown,
  content: unknown,
  more: object = {},
  details?: unknown,
) {
  const dialect = oneWay()
  const lines = [INIT, toolUse('t1', name, input), toolResult('t1', content, more, details)]
  const events = read(dialect, ...lines)
  return events.slice(events.findIndex(({ type }) => type === 'tool_call_ready') + 1)
}

describe('messages', () => {
  test('several lines of one message are one step', () => {
    const [text, tool] = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]
    const events = read(oneWay(), INIT, assistant('m1', text), assistant('m1', tool))
    expect(types(events).filter(type => type === 'step_start')).toHaveLength(1)
  })

  test('a new message is a new step, within the same turn', () => {
    const block = { type: 'text', text: 'a' }
    const events = read(oneWay(), INIT, assistant('m1', block), assistant('m2', block))
    expect(types(events).filter(type => type.startsWith('step_'))).toEqual([
      'step_start',
      'step_end',
      'step_start',
    ])
    expect(types(events).filter(type => type === 'turn_start')).toHaveLength(1)
  })

  test('the usage of single lines is never told', () => {
    const usage = { input_tokens: 400, output_tokens: 1 }
    const line = assistant('m1', { type: 'text', text: 'a' }, usage)
    const result = { ...RESULT, usage: { input_tokens: 500, output_tokens: 7 } }
    const events = read(oneWay(), INIT, line, line, result)
    expect(events.filter(({ type }) => type === 'token_usage')).toEqual([
      { type: 'token_usage', inputTokens: 500, outputTokens: 7 },
    ])
  })

  test('a whole block does not repeat what came in pieces', () => {
    const events = replay('claude.say', oneWay())
    expect(types(events).filter(type => type === 'message_stop')).toHaveLength(1)
  })

  test('what a subagent says is no answer of the run', () => {
    const dialect = oneWay()
    const block = { type: 'text', text: 'mine' }
    const events = read(dialect, INIT, { ...assistant('m1', block), parent_tool_use_id: 't1' })
    expect(types(events)).not.toContain('message_stop')
    expect(dialect.state().text).toBe('')
  })
})

describe('tools', () => {
  test('a command that fails has its exit code in the text', () => {
    expect(call('Bash', { command: 'x' }, 'Exit code 3\nbad', { is_error: true })).toEqual([
      { type: 'shell_start', command: 'x' },
      { type: 'shell_stdout_delta', delta: 'bad' },
      { type: 'shell_exit', exitCode: 3 },
      { type: 'tool_error', toolCallId: 't1', toolName: 'Bash', error: 'Exit code 3\nbad' },
    ])
  })

  test.each([
    ['was refused', 'No.', { is_error: true }, undefined],
    ['was stopped', 'half', {}, { stdout: 'half', interrupted: true }],
    ['works on', 'started', {}, { stdout: '', backgroundTaskId: 'b1' }],
    ['means something by its code', '', {}, { returnCodeInterpretation: 'No matches found' }],
  ])('of a command that %s no exit code is invented', (_, content, more, details) => {
    const events = call('Bash', { command: 'x' }, content, more, details)
    expect(types(events)).not.toContain('shell_exit')
  })

  test('an edit tells its diff', () => {
    const structuredPatch = [
      { oldStart: 1, oldLines: 2, newStart: 1, newLines: 2, lines: [' a', '-b', '+c'] },
    ]
    const details = { filePath: '/a', structuredPatch }
    const [patch] = call('Edit', { file_path: '/a' }, 'ok', {}, details)
    const diff = '--- /a\n+++ /a\n@@ -1,2 +1,2 @@\n a\n-b\n+c'
    expect(patch).toEqual({ type: 'file_patch', path: '/a', diff })
  })

  test('a file is new, written over or read as the tool says', () => {
    const input = { file_path: '/a', content: 'é' }
    const one = (name: string, type: string) => call(name, input, 'ok', {}, { type })[0]
    expect(one('Write', 'create')).toEqual({ type: 'file_create', path: '/a', byteCount: 2 })
    expect(one('Write', 'update')).toEqual({ type: 'file_write', path: '/a', byteCount: 2 })
    expect(one('Read', 'text')).toEqual({ type: 'file_read', path: '/a' })
  })

  test('a result that comes twice is told once', () => {
    const done = toolResult('t1', 'ok')
    const events = read(oneWay(), INIT, toolUse('t1', 'Bash', { command: 'x' }), done, done)
    expect(types(events).filter(type => type === 'tool_result')).toHaveLength(1)
  })

  test('a file that could not be written has no event', () => {
    const events = call('Write', { file_path: '/a', content: '' }, 'No.', { is_error: true })
    expect(types(events)).toEqual(['tool_error'])
  })

  test('a subagent that is waited for answers by its call', () => {
    const input = { subagent_type: 'Explore', prompt: 'look' }
    expect(call('Task', input, [{ type: 'text', text: 'seen' }])).toEqual([
      { type: 'subagent_spawn', subagentId: 't1', agentName: 'Explore', prompt: 'look' },
      { type: 'subagent_result', subagentId: 't1', agentName: 'Explore', summary: 'seen' },
      { type: 'tool_result', toolCallId: 't1', toolName: 'Task', output: 'seen' },
    ])
  })

  test('a skill is told by its name, a picture by itself', () => {
    expect(call('Skill', { skill: 'dataviz' }, 'ok')[0]).toEqual({
      type: 'skill_invoked',
      skillName: 'dataviz',
    })
    const image = { type: 'image', source: { media_type: 'image/png', data: 'AA==' } }
    expect(call('Read', { file_path: '/a.png' }, [image])).toEqual([
      { type: 'file_read', path: '/a.png' },
      { type: 'tool_result', toolCallId: 't1', toolName: 'Read', output: '(image)' },
      { type: 'image_output', mimeType: 'image/png', base64: 'AA==' },
    ])
  })
})

describe('the end', () => {
  const closing = (line: object) => {
    const dialect = oneWay()
    const events = read(dialect, INIT, { ...RESULT, ...line })
    return { types: types(events), closing: dialect.state().closing }
  }

  test('an error of the service is no success, whatever its subtype', () => {
    const told = { is_error: true, terminal_reason: 'api_error', api_error_status: 500 }
    expect(closing({ ...told, result: 'API Error' })).toMatchObject({ closing: 'failed' })
  })

  test('an error that two lines tell is told once', () => {
    const events = replay('claude.error-auth', oneWay())
    expect(types(events).filter(type => type === 'auth_error')).toHaveLength(1)
    expect(types(events)).not.toContain('message_stop')
  })

  test('the last of several results counts', () => {
    const dialect = oneWay()
    read(dialect, INIT, RESULT)
    expect(dialect.state().closing).toBe('completed')
    read(dialect, assistant('m9', { type: 'text', text: 'and on' }))
    expect(dialect.state().closing).toBeNull()
    read(dialect, { ...RESULT, subtype: 'error_max_turns', is_error: true })
    expect(dialect.state().closing).toBe('turn_limit')
    read(dialect, assistant('m10', { type: 'text', text: 'broken off' }))
    checked(dialect.end())
    expect(dialect.state().closing).toBeNull()
  })

  test('a subagent in the background ends a turn of its own', () => {
    const events = replay('claude.subagent', oneWay())
    expect(types(events).filter(type => type === 'turn_end')).toHaveLength(2)
    expect(types(events).filter(type => type === 'subagent_result')).toHaveLength(1)
  })

  test('a result is not the end while a subagent works on', () => {
    const dialect = oneWay()
    const launched = toolResult('t1', 'launched', {}, { isAsync: true })
    read(dialect, INIT, toolUse('t1', 'Agent', {}), launched, RESULT)
    expect(dialect.state().closing).toBeNull()
    const ended = { type: 'system', subtype: 'task_notification', tool_use_id: 't1' }
    read(dialect, { ...ended, status: 'completed', summary: 'seen' })
    expect(dialect.state().closing).toBeNull()
    read(dialect, RESULT)
    expect(dialect.state().closing).toBe('completed')
  })

  test('an interrupted turn tells no error', () => {
    const events = replay('claude.sigint', oneWay())
    expect(types(events)).toContain('interrupted')
    expect(types(events)).not.toContain('error')
  })

  test('a stream that breaks off has not completed', () => {
    const dialect = oneWay()
    read(dialect, INIT, assistant('m1', { type: 'text', text: 'a' }))
    expect(types(checked(dialect.end()))).toEqual(['step_end', 'turn_end', 'session_end'])
    expect(dialect.state().closing).toBeNull()
  })

  test('root is told what to say in a sandbox', () => {
    const line =
      '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons'
    expect(oneWay().readText?.(line, 'stderr')?.events).toEqual([
      {
        type: 'error',
        code: 'root',
        message: `${line}. Claude takes --yolo from root only in a sandbox: --env IS_SANDBOX=1 declares this host as a sandbox.`,
        recoverable: false,
      },
    ])
  })

  test('a session that does not exist was never started', () => {
    expect(replay('claude.error-no-session', oneWay({ session: '1' }))).toEqual([
      {
        type: 'error',
        code: 'session_not_found',
        message: 'No conversation found with session ID: 11111111-1111-4111-8111-111111111111',
        recoverable: false,
      },
    ])
  })
})

describe('usage and cost', () => {
  const models = (costUSD: number) => ({ m: { inputTokens: 5, outputTokens: 1, costUSD } })
  const costs = (speech: Partial<Speech>, ...results: readonly object[]) => {
    const dialect = oneWay(speech)
    const events = read(dialect, INIT, ...results.map(each => ({ ...RESULT, ...each })))
    const all = [...events, ...checked(dialect.end())]
    return all.flatMap(event => ('cost' in event ? [[event.type, event.cost?.totalUsd]] : []))
  }

  test('the total of a session is told by turns, and what the run has cost by then', () => {
    expect(costs({}, { total_cost_usd: 0.1 }, { total_cost_usd: 0.25 })).toEqual([
      ['cost', 0.1],
      ['turn_end', 0.1],
      ['cost', 0.25],
      ['turn_end', 0.15],
      ['session_end', 0.25],
    ])
  })

  test('what a session that is taken up has cost before is not of this run', () => {
    const after = [{ total_cost_usd: 0.5 }, { total_cost_usd: 0.6 }]
    expect(costs({ session: 's1' }, ...after)).toEqual([['turn_end', 0.1]])
    expect(costs({ fork: 's0' }, { total_cost_usd: 0.5 })).toEqual([])
  })

  test('and is, where the agent takes the former total off', () => {
    const result = { total_cost_usd: 0.5, model_usage_since_last_result: models(0.2) }
    expect(costs({ session: 's1' }, result).at(-1)).toEqual(['session_end', 0.2])
    const all = { total_cost_usd: 0.5, model_usage_since_last_result: models(0.5) }
    expect(costs({ session: 's1' }, all)).toEqual([])
  })

  test('what an interrupted call and a subagent have used is in it', () => {
    expect(replay('claude.sigint', oneWay())).toContainEqual(
      expect.objectContaining({ type: 'token_usage', inputTokens: 400, outputTokens: 14 }),
    )
    expect(replay('claude.subagent', oneWay())).toContainEqual(
      expect.objectContaining({ type: 'token_usage', inputTokens: 1600, outputTokens: 136 }),
    )
  })

  test('a context that fills up is told from 80 % on', () => {
    const usage = { input_tokens: 10, cache_read_input_tokens: 790, cache_creation_input_tokens: 0 }
    const line = assistant('m1', { type: 'text', text: 'a' }, usage)
    const told = (contextWindow: number) =>
      read(oneWay(), INIT, line, { ...RESULT, modelUsage: { m: { contextWindow } } }).filter(
        ({ type }) => type === 'context_limit_warning',
      )
    expect(told(1000)).toEqual([
      { type: 'context_limit_warning', usedTokens: 800, maxTokens: 1000, pctUsed: 80 },
    ])
    expect(told(1001)).toEqual([])
  })
})

describe('surroundings', () => {
  test('a session that is taken up or copied says so', () => {
    expect(read(oneWay({ session: 's1' }), INIT).slice(0, 2)).toEqual([
      { type: 'session_start', sessionId: 's1', resumed: true },
      { type: 'session_resume', sessionId: 's1' },
    ])
    expect(read(oneWay({ fork: 's0' }), INIT).slice(0, 2)).toEqual([
      { type: 'session_start', sessionId: 's1', resumed: false, forkedFrom: 's0' },
      { type: 'session_fork', sessionId: 's1', forkedFrom: 's0' },
    ])
  })

  test('the init of a further prompt tells nothing twice', () => {
    expect(types(read(oneWay(), INIT, RESULT, INIT))).toEqual([
      'session_start',
      'turn_start',
      'turn_end',
      'turn_start',
    ])
  })

  test('compaction, refusals and a subscription at its limit', () => {
    const compacted = { pre_tokens: 900, post_tokens: 100 }
    const lines = [
      { type: 'system', subtype: 'compact_boundary', compact_metadata: compacted },
      { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 5 } },
      { type: 'rate_limit_event', rate_limit_info: { status: 'allowed' } },
      { ...RESULT, permission_denials: [{ tool_use_id: 't7' }] },
    ]
    const events = read(oneWay(), INIT, ...lines)
    expect(events).toContainEqual({ type: 'context_compacted', tokensSaved: 800 })
    expect(types(events).filter(type => type === 'rate_limited')).toHaveLength(1)
    expect(events).toContainEqual({ type: 'approval_denied', interactionId: 't7' })
  })

  test('a line that nobody knows is shown, whole up to a bound', () => {
    const line = { type: 'news', subtype: 'odd', text: 'x'.repeat(5_000) }
    const [event] = read(oneWay(), line)
    expect(event).toMatchObject({ type: 'debug', level: 'info' })
    expect(event).toMatchObject({ message: expect.stringMatching(/^news\/odd \{"type":"news"/) })
    expect(JSON.stringify(event).length).toBeLessThan(2_200)
  })

  test.each([
    ['claude', 'Not logged in · Please run /login', 'ANTHROPIC_API_KEY'],
    ['amp', 'Visit https://ampcode.com/auth/cli-login?x to log in', 'AMP_API_KEY'],
    ['qwen', 'Missing API key: set OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  ] as const)('%s says without JSON that a login is missing', (agent, line, variable) => {
    const dialect = createClaude(SPEECH, { agent, twoWay: false })
    const [event] = checked(dialect.readText?.(line, 'stdout') ?? null)
    expect(event).toMatchObject({ type: 'auth_error', guidance: expect.stringContaining(variable) })
    expect(dialect.readText?.('MCP server demo: unauthorized', 'stderr')).toBeNull()
  })
})

describe('agents that write as Claude does', () => {
  test('qwen: cached tokens are taken off, blocks of one message are one step', () => {
    const dialect = createClaude(SPEECH, { agent: 'qwen', twoWay: false })
    const events = replay('qwen.shell', dialect)
    expect(events).toContainEqual({
      type: 'token_usage',
      inputTokens: 800,
      outputTokens: 68,
      cachedTokens: 1600,
    })
    expect(types(events).filter(type => type === 'step_start')).toHaveLength(2)
    expect(types(events)).not.toContain('shell_exit')
  })

  test('qwen: an error that is written as an answer is none', () => {
    const dialect = createClaude(SPEECH, { agent: 'qwen', twoWay: false })
    expect(types(replay('qwen.error-auth', dialect))).toEqual([
      ...['session_start', 'turn_start', 'auth_error', 'turn_end', 'session_end'],
    ])
    expect(dialect.state()).toMatchObject({ closing: 'failed', text: '' })
  })

  test('amp: a command has its exit code in its result', () => {
    const dialect = createClaude(SPEECH, { agent: 'amp', twoWay: false })
    const result = toolResult('t1', JSON.stringify({ output: 'bad\n', exitCode: 3 }))
    const events = read(dialect, INIT, toolUse('t1', 'Bash', { cmd: 'x' }), result)
    expect(events).toContainEqual({ type: 'shell_start', command: 'x' })
    expect(events).toContainEqual({ type: 'shell_stdout_delta', delta: 'bad\n' })
    expect(events).toContainEqual({ type: 'shell_exit', exitCode: 3 })
  })
})
