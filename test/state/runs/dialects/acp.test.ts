import { describe, expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createAcp } from '../../../../src/state/runs/dialects/acp/acp.ts'
import type { Json } from '../../../../src/state/runs/dialects/shared/json.ts'
import { converse, recordedClient } from './conversation.ts'
import { checked, hear, messages, taken, told, types } from './lines.ts'

const SPEECH: Speech = { prompt: 'SAY!', cwd: '/home/dev/shop', permissions: 'ask' }
const CLAUDE = '@agentclientprotocol/claude-agent-acp'

function greeting(name: string, agentCapabilities: Json = {}) {
  return { id: 1, result: { protocolVersion: 1, agentInfo: { name }, agentCapabilities } }
}

function session(modes: readonly string[] = [], more: Json = {}) {
  const availableModes = modes.map(id => ({ id }))
  return {
    id: 2,
    result: { sessionId: 's1', ...(modes.length && { modes: { availableModes } }), ...more },
  }
}

const MODE = { id: 3, result: {} }
const TURN = 6

/** Up to the first prompt. */
function working(name: string, more: Partial<Speech> = {}, capabilities: Json = {}): Dialect {
  const dialect = createAcp({ ...SPEECH, ...more })
  hear(dialect, greeting(name, capabilities), session(['default']), MODE)
  return dialect
}

function update(more: Json) {
  return { method: 'session/update', params: { sessionId: 's1', update: more } }
}

function said(text: string, more: Json = {}) {
  return update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text }, ...more })
}

function answer(result: Json, id = TURN) {
  return { id, result: { stopReason: 'end_turn', ...result } }
}

const USAGE = { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 } }
const OPTIONS = [
  { optionId: 'always', kind: 'allow_always' },
  { optionId: 'yes', kind: 'allow_once' },
  { optionId: 'nope', kind: 'reject_once' },
]
const ASK = {
  method: 'session/request_permission',
  id: 0,
  params: {
    sessionId: 's1',
    toolCall: { toolCallId: 'c1', kind: 'execute', title: 'ls', rawInput: { command: 'ls' } },
    options: OPTIONS,
  },
}

describe('what it says', () => {
  test.each(['acp-claude.write-allow', 'acp-qwen.write-deny', 'acp-codex.write-allow'])(
    'has the shape of what the recorded client said: %s',
    name => {
      const dialect = createAcp({ ...SPEECH, prompt: 'WRITE!' })
      const ours = messages(converse(name, dialect).sent)
      const theirs = recordedClient(name)
      expect(ours.map(({ method }) => method)).toEqual(theirs.map(({ method }) => method))
      for (const [nth, { params, result }] of theirs.entries()) {
        if (nth > 0 && params) expect(ours[nth]?.['params']).toEqual(params)
        expect(ours[nth]?.['result']).toEqual(result)
      }
    },
  )

  test.each([
    [CLAUDE, ['auto', 'default'], 'default'],
    ['@agentclientprotocol/codex-acp', ['agent', 'read-only'], 'read-only'],
    ['gemini-cli', ['default', 'yolo'], 'default'],
    ['qwen-code', ['auto', 'default'], 'default'],
    ['OpenCode', [], 'build'],
    ['Copilot', ['https://x/modes#plan', 'https://x/modes#agent'], 'https://x/modes#agent'],
    ['anything', ['auto', 'ask'], 'ask'],
  ])('a mode that asks is set before the first prompt: %s', (name, modes, modeId) => {
    const dialect = createAcp(SPEECH)
    hear(dialect, greeting(name))
    expect(told(dialect, session(modes))).toMatchObject([
      { id: 3, method: 'session/set_mode', params: { sessionId: 's1', modeId } },
    ])
    expect(told(dialect, MODE)).toMatchObject([{ id: TURN, method: 'session/prompt' }])
  })

  test('to allow all is a mode where there is one, and the one that asks where it is refused', () => {
    const dialect = createAcp({ ...SPEECH, permissions: 'allow' })
    hear(dialect, greeting(CLAUDE))
    const modes = session(['default', 'bypassPermissions'])
    expect(told(dialect, modes)).toMatchObject([{ params: { modeId: 'bypassPermissions' } }])
    const refusal = { id: 3, error: { code: -32603, message: 'not as root' } }
    expect(told(dialect, refusal)).toMatchObject([{ id: 4, params: { modeId: 'default' } }])
    expect(told(dialect, { id: 4, result: {} })).toMatchObject([{ method: 'session/prompt' }])
  })

  test('an agent that would not ask gets no prompt where its mode cannot be set', () => {
    const dialect = createAcp(SPEECH)
    hear(dialect, greeting(CLAUDE), session(['auto', 'default']))
    const refusal = { id: 3, error: { code: -32603, message: 'no' } }
    const { events, send } = dialect.read(refusal)
    expect(events).toMatchObject([{ type: 'error', code: 'mode_refused', recoverable: false }])
    expect(send ?? []).toEqual([])
    expect(dialect.state().closing).toBe('failed')
  })

  test('one that asks anyway does', () => {
    const dialect = createAcp(SPEECH)
    hear(dialect, greeting('OpenCode'), session())
    const refusal = { id: 3, error: { code: -32601, message: 'no such method' } }
    expect(told(dialect, refusal)).toMatchObject([{ method: 'session/prompt' }])
  })

  test('of one without modes that nobody knows a warning is given', () => {
    const dialect = createAcp(SPEECH)
    const events = hear(dialect, greeting('anything'), session())
    expect(events).toContainEqual(expect.objectContaining({ type: 'debug', level: 'warn' }))
  })

  test('the model is chosen among the options of the session', () => {
    const dialect = createAcp({ ...SPEECH, model: 'opus' })
    hear(dialect, greeting(CLAUDE))
    const configOptions = [{ id: 'model', currentValue: 'default' }]
    hear(dialect, session(['default'], { configOptions }))
    const params = { sessionId: 's1', configId: 'model', value: 'opus' }
    expect(told(dialect, MODE)).toMatchObject([{ method: 'session/set_config_option', params }])
    expect(told(dialect, { id: 5, result: {} })).toMatchObject([{ method: 'session/prompt' }])
  })

  test('a system prompt goes with the session, or before the prompt, and then that is told', () => {
    const system = { text: 'Be brief.', mode: 'append' } as const
    const claude = createAcp({ ...SPEECH, system })
    const params = { _meta: { systemPrompt: { append: 'Be brief.' } } }
    expect(told(claude, greeting(CLAUDE))).toMatchObject([{ method: 'session/new', params }])
    const gemini = createAcp({ ...SPEECH, system })
    hear(gemini, greeting('gemini-cli'), session(['default']))
    const { events, send = [] } = gemini.read(MODE)
    expect(types(events)).toContain('stream_fallback')
    const texts = [{ text: 'Be brief.' }, { text: 'SAY!' }]
    expect(messages(send)).toMatchObject([{ params: { prompt: texts } }])
  })

  test('servers are given with the session', () => {
    const mcpServers = [{ name: 'demo', command: '/bin/demo', args: ['a'], env: { K: 'V' } }]
    const dialect = createAcp({ ...SPEECH, mcpServers })
    const env = [{ name: 'K', value: 'V' }]
    expect(told(dialect, greeting(CLAUDE))).toMatchObject([
      { params: { mcpServers: [{ name: 'demo', command: '/bin/demo', args: ['a'], env }] } },
    ])
  })

  test.each(['fs/read_text_file', 'terminal/create', 'craft/anything'])(
    'what was never offered is refused: %s',
    method => {
      const dialect = working(CLAUDE)
      expect(dialect.read({ method, id: 5, params: {} }).send).toMatchObject([{ key: 'refuse.5' }])
    },
  )
})

describe('sessions', () => {
  const can = (...names: readonly string[]) => ({
    sessionCapabilities: Object.fromEntries(names.map(name => [name, {}])),
  })

  test.each([
    ['session', can('resume'), 'session/resume'],
    ['session', { loadSession: true }, 'session/load'],
    ['fork', can('fork'), 'session/fork'],
  ] as const)('%s, where the agent can: %j', (what, capabilities, method) => {
    const dialect = createAcp({ ...SPEECH, [what]: 's0' })
    expect(told(dialect, greeting(CLAUDE, capabilities))).toMatchObject([
      { id: 2, method, params: { sessionId: 's0', cwd: '/home/dev/shop' } },
    ])
  })

  test.each(['session', 'fork'] as const)('%s, where the agent cannot: no other session', what => {
    const dialect = createAcp({ ...SPEECH, [what]: 's0' })
    const { events, send } = dialect.read(greeting('gemini-cli'))
    expect(events).toMatchObject([{ type: 'error', code: 'session_unsupported' }])
    expect(send ?? []).toEqual([])
    expect(dialect.state().closing).toBe('failed')
  })

  test('one that is not there ends the run', () => {
    const dialect = createAcp({ ...SPEECH, session: 's0' })
    hear(dialect, greeting(CLAUDE, can('resume')))
    const error = { code: -32002, message: 'Resource not found: s0' }
    expect(hear(dialect, { id: 2, error })).toMatchObject([{ code: 'session_not_found' }])
  })

  test('the history of a loaded session is not told again, nor what it had cost', () => {
    const dialect = createAcp({ ...SPEECH, session: 's1' })
    const cost = (amount: number) =>
      update({ sessionUpdate: 'usage_update', cost: { amount, currency: 'USD' } })
    const events = hear(
      dialect,
      ...[greeting('OpenCode', { loadSession: true }), said('Old.'), cost(0.5)],
      ...[{ id: 2, result: {} }, MODE, said('New.'), cost(0.75), answer(USAGE)],
    )
    const texts = events.filter(({ type }) => type === 'message_stop')
    expect(texts).toEqual([{ type: 'message_stop', text: 'New.' }])
    expect(events).toContainEqual({ type: 'cost', cost: { totalUsd: 0.25 } })
    expect(dialect.state().sessionId).toBe('s1')
  })

  test('what Gemini has said after its load is lost for nobody, if it never ends its history', () => {
    const dialect = createAcp({ ...SPEECH, session: 's1' })
    const echo = update({ sessionUpdate: 'user_message_chunk', content: { text: 'SAY!' } })
    const lines = [greeting('gemini-cli', { loadSession: true }), { id: 2, result: {} }, MODE]
    hear(dialect, ...lines, said('Old.'), echo)
    expect(hear(dialect, said('New.'))).toEqual([])
    expect(types(hear(dialect, answer(USAGE)))).toEqual([
      ...['message_start', 'text_delta', 'message_stop', 'token_usage', 'turn_end'],
    ])
    expect(dialect.state()).toMatchObject({ text: 'New.', closing: 'completed' })
  })
})

describe('approvals and questions', () => {
  test.each([
    ['allow', 'yes', 'approval_granted'],
    ['deny', 'nope', 'approval_denied'],
  ] as const)('to %s is to choose the option for once: %s', (kind, optionId, type) => {
    const dialect = working(CLAUDE)
    hear(dialect, ASK)
    const sent = dialect.decide('0', kind === 'allow' ? { kind } : { kind, reason: '' })
    const outcome = { outcome: 'selected', optionId }
    expect(messages(sent)).toEqual([{ jsonrpc: '2.0', id: 0, result: { outcome } }])
    expect(sent[0]?.key).toBe('answer.0')
    expect(taken(dialect, sent)).toEqual([{ type, interactionId: '0' }])
    expect(dialect.state().open).toEqual([])
  })

  test.each([
    ['allow', 'yes'],
    ['deny', 'nope'],
  ] as const)('a rule answers at once: %s', (permissions, optionId) => {
    const dialect = working(CLAUDE, { permissions })
    expect(told(dialect, ASK)).toMatchObject([{ result: { outcome: { optionId } } }])
  })

  test('an answer may be heard of before the question', () => {
    const dialect = working(CLAUDE)
    const line = (optionId: string) =>
      JSON.stringify({ id: 0, result: { outcome: { outcome: 'selected', optionId } } })
    expect(types(checked(dialect.sent('answer.0', line('allow-once'))))).toEqual([
      'approval_granted',
    ])
    hear(dialect, ASK)
    expect(dialect.state().open).toEqual([])
    expect(types(checked(dialect.sent('answer.0', line('reject'))))).toEqual(['approval_denied'])
    expect(dialect.sent('answer.0', '{"cut').events).toEqual([])
  })

  test('to interrupt is to cancel what waits as well', () => {
    const dialect = working(CLAUDE)
    hear(dialect, ASK)
    const sent = dialect.interrupt()
    expect(sent.map(({ key }) => key)).toEqual(['interrupt.1', 'answer.0'])
    expect(messages(sent)).toMatchObject([
      { method: 'session/cancel' },
      { id: 0, result: { outcome: { outcome: 'cancelled' } } },
    ])
    expect(types(taken(dialect, sent))).toEqual(['approval_denied'])
    expect(types(hear(dialect, answer({ stopReason: 'cancelled' })))).toEqual([
      'interrupted',
      'turn_end',
    ])
    expect(dialect.state().closing).toBe('interrupted')
  })

  test('a question is answered by an option, or in own words where it takes them', () => {
    const properties = {
      question_0: { type: 'string', title: 'Port', oneOf: [{ const: '80' }, { const: '443' }] },
      question_0_custom: { type: 'string', title: 'Other' },
    }
    const params = { message: 'Which port?', requestedSchema: { properties } }
    const dialect = working(CLAUDE)
    hear(dialect, { method: 'elicitation/create', id: 'e1', params })
    const answered = (text: string) => messages(dialect.decide('e1', { kind: 'answer', text }))
    expect(answered('443')).toMatchObject([{ result: { content: { question_0: '443' } } }])
    expect(answered('8080')).toMatchObject([{ result: { content: { question_0_custom: '8080' } } }])
    const deny = dialect.decide('e1', { kind: 'deny', reason: '' })
    expect(messages(deny)).toMatchObject([{ result: { action: 'decline' } }])
    expect(() => dialect.decide('e1', { kind: 'allow' })).toThrow(/asks for a text/)
    expect(taken(dialect, deny)).toEqual([])
  })

  test('OpenCode says that a tool runs before it asks: its command starts when it has been let', () => {
    const dialect = working('OpenCode')
    const call = { toolCallId: 'c1', kind: 'execute', rawInput: { command: 'ls' } }
    const runs = { ...call, sessionUpdate: 'tool_call_update', status: 'in_progress' }
    const events = hear(dialect, update({ ...call, sessionUpdate: 'tool_call' }), update(runs), ASK)
    expect(types(events)).not.toContain('shell_start')
    const failed = { ...call, sessionUpdate: 'tool_call_update', status: 'failed' }
    expect(types(hear(dialect, update(failed)))).toEqual(['tool_error'])
  })
})

describe('how a turn ends', () => {
  test.each(['Copilot', '@agentclientprotocol/codex-acp'])(
    'an error that is told as an answer is a failure: %s',
    name => {
      const dialect = working(name)
      const text = 'Error: Authentication failed with provider (HTTP 401).'
      expect(types(hear(dialect, said(text), answer({ usage: null })))).toContain('auth_error')
      expect(dialect.state().closing).toBe('failed')
    },
  )

  test('an agent that nobody knows may tell no usage, but no error either', () => {
    const dialect = working('anything')
    hear(dialect, said('Hello.'), answer({}))
    expect(dialect.state().closing).toBe('completed')
    const other = working('anything')
    hear(other, said('exceeded retry limit, last status: 429 Too Many Requests'), answer({}))
    expect(other.state().closing).toBe('failed')
  })

  test('one that has used a tool has worked', () => {
    const dialect = working('Copilot')
    hear(dialect, ASK, answer({}))
    expect(dialect.state().closing).toBe('completed')
  })

  test.each([
    ['max_turn_requests', 'turn_limit', 'turn_limit'],
    ['refusal', 'error', 'failed'],
    ['max_tokens', 'error', 'failed'],
  ])('%s', (stopReason, type, closing) => {
    const dialect = working(CLAUDE)
    expect(types(hear(dialect, answer({ ...USAGE, stopReason })))).toContain(type)
    expect(dialect.state().closing).toBe(closing)
  })

  test.each([
    [{ code: -32000, message: 'Authentication required' }, 'auth_error'],
    [{ code: -32603, message: 'x', data: { errorKind: 'rate_limit' } }, 'rate_limit_error'],
    [
      { code: -32603, message: 'x', data: { errorName: 'ContextOverflowError' } },
      'context_exceeded',
    ],
    [{ code: -32603, message: 'x', data: { details: '401 Incorrect API key' } }, 'auth_error'],
    [{ code: 400, message: '{"error":{"message":"API key not valid."}}' }, 'auth_error'],
    [{ code: -32603, message: 'Prompt is too long' }, 'context_exceeded'],
    [{ code: -32603, message: 'x' }, 'error'],
  ])('%j', (error, type) => {
    const dialect = working(CLAUDE)
    expect(types(hear(dialect, { id: TURN, error }))).toEqual([type, 'turn_end'])
    expect(dialect.state().closing).toBe('failed')
  })

  test('input is told without what came from the cache, however the agent counts', () => {
    const usage = (events: readonly { type: string }[]) =>
      events.find(({ type }) => type === 'token_usage')
    const counts = { outputTokens: 34, cachedReadTokens: 800 }
    const expected = { type: 'token_usage', inputTokens: 400, outputTokens: 34, cachedTokens: 800 }
    const apart = { usage: { ...counts, inputTokens: 400, totalTokens: 1234 } }
    expect(usage(hear(working(CLAUDE), answer(apart)))).toEqual(expected)
    const within = { usage: { ...counts, inputTokens: 1200, totalTokens: 1234 } }
    expect(usage(hear(working('Copilot'), answer(within)))).toEqual(expected)
  })

  test('the run goes on while a further prompt waits', () => {
    const queueing = { _meta: { claudeCode: { promptQueueing: true } } }
    const dialect = working(CLAUDE, {}, queueing)
    const sent = dialect.say('more', 1)
    expect(messages(sent)).toMatchObject([{ id: 102, method: 'session/prompt' }])
    expect(taken(dialect, sent)).toEqual([])
    expect(types(hear(dialect, answer(USAGE)))).toEqual(['token_usage', 'turn_end', 'turn_start'])
    expect(dialect.state()).toMatchObject({ closing: null, turnCount: 2 })
    hear(dialect, answer(USAGE, 102))
    expect(dialect.state()).toMatchObject({ closing: 'completed', turnCount: 2 })
  })

  test('others take no text while they work', () => {
    const dialect = working('gemini-cli')
    expect(() => dialect.say('more', 1)).toThrow(/while it is working/)
    hear(dialect, answer(USAGE))
    expect(taken(dialect, dialect.say('more', 1))).toEqual([{ type: 'turn_start', turnIndex: 1 }])
  })
})
