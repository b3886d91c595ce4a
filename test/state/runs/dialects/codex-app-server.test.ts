import { describe, expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createCodexAppServer } from '../../../../src/state/runs/dialects/codex/codex-app-server.ts'
import type { Json } from '../../../../src/state/runs/dialects/shared/json.ts'
import { converse, recordedClient } from './conversation.ts'
import { hear, messages, taken, told, types } from './lines.ts'

const SPEECH: Speech = { prompt: 'SAY!', cwd: '/home/dev/shop', permissions: 'ask' }
const INIT = { id: 1, result: {} }
const THREAD = { id: 2, result: { thread: { id: 't1' }, model: 'm1' } }
const NAMED = { id: 3, result: { turn: { id: 'u1' } } }
const STARTED = { method: 'turn/started', params: { threadId: 't1', turn: { id: 'u1' } } }

function ended(status: string, error: Json | null = null) {
  return { method: 'turn/completed', params: { threadId: 't1', turn: { id: 'u1', status, error } } }
}

function working(more: Partial<Speech> = {}): Dialect {
  const dialect = createCodexAppServer({ ...SPEECH, ...more })
  hear(dialect, INIT, THREAD, NAMED, STARTED)
  return dialect
}

function item(more: Json, method = 'item/started') {
  return { method, params: { threadId: 't1', turnId: 'u1', item: { id: 'c1', ...more } } }
}

const SHELL = { type: 'commandExecution', command: 'ls', cwd: '/w', status: 'inProgress' }
const ASK = {
  method: 'item/commandExecution/requestApproval',
  id: 7,
  params: { threadId: 't1', itemId: 'c1', command: 'ls' },
}

describe('what it says', () => {
  test.each([
    'codex-app-server.write-allow',
    'codex-app-server.shell-deny',
    'codex-app-server.fork',
  ])('has the shape of what the recorded client said: %s', name => {
    const fork = name.endsWith('fork') ? '01a2242d-9d04-7953-bc6e-8aa0d4f48afd' : undefined
    const permissions = fork ? 'deny' : 'ask'
    const [prompt] = recordedClient(name).flatMap(
      ({ params }) => /"text":"([^"]*)"/.exec(JSON.stringify(params ?? null))?.slice(1) ?? [],
    )
    const speech: Speech = { ...SPEECH, permissions, prompt: prompt ?? '', ...(fork && { fork }) }
    const { sent } = converse(name, createCodexAppServer(speech))
    const ours = messages(sent)
    const theirs = recordedClient(name)
    expect(ours.map(({ method }) => method)).toEqual(theirs.map(({ method }) => method))
    for (const [nth, { params, result }] of theirs.entries()) {
      if (nth > 0 && params) expect(ours[nth]?.['params']).toMatchObject(params)
      expect(ours[nth]?.['result']).toEqual(result)
    }
  })

  test.each(['ask', 'allow', 'deny'] as const)(
    'a thread is never started with more than reading, for Codex would trust its directory: %s',
    permissions => {
      const dialect = createCodexAppServer({ ...SPEECH, permissions })
      const thread = told(dialect, INIT)[1]
      const approvalPolicy = permissions === 'ask' ? 'untrusted' : 'never'
      expect(thread?.['params']).toMatchObject({ sandbox: 'read-only', approvalPolicy })
      const [turn] = told(dialect, THREAD)
      const isFree = JSON.stringify(turn).includes('"sandboxPolicy":{"type":"dangerFullAccess"}')
      expect(isFree).toBe(permissions === 'allow')
    },
  )

  test('all who read the same lines say the same, whatever one of them has said in between', () => {
    const [one, other] = [createCodexAppServer(SPEECH), createCodexAppServer(SPEECH)]
    const send = (dialect: Dialect, line: unknown) => dialect.read(line).send ?? []
    send(one, INIT)
    send(other, INIT)
    expect(() => one.say('early', 1)).toThrow(/is still starting/)
    expect(send(one, THREAD)).toEqual(send(other, THREAD))
    hear(one, NAMED, STARTED)
    hear(other, NAMED, STARTED)
    one.say('more', 1)
    expect(one.interrupt()).toEqual(other.interrupt())
  })

  test('a text steers the turn that runs, and starts one where none does', () => {
    const dialect = working()
    const input = [{ type: 'text', text: 'more' }]
    expect(messages(dialect.say('more', 1))).toEqual([
      { id: 102, method: 'turn/steer', params: { threadId: 't1', input, expectedTurnId: 'u1' } },
    ])
    hear(dialect, ended('completed'))
    expect(messages(dialect.say('more', 2))).toEqual([
      { id: 104, method: 'turn/start', params: { threadId: 't1', input } },
    ])
    expect(dialect.interrupt()).toEqual([])
  })

  test('a further turn is open again', () => {
    const dialect = working()
    hear(dialect, ended('completed'))
    expect(dialect.state().closing).toBe('completed')
    hear(dialect, { method: 'turn/started', params: { threadId: 't1', turn: { id: 'u2' } } })
    expect(dialect.state()).toMatchObject({ closing: null, turnCount: 2 })
  })

  test('what was never offered is refused, so that nobody waits', () => {
    const dialect = working()
    const line = { method: 'item/tool/call', id: 'a/b', params: {} }
    expect(dialect.read(line).send).toMatchObject([{ key: 'refuse.a-b' }])
    expect(told(dialect, line)).toMatchObject([{ id: 'a/b', error: { code: -32601 } }])
  })
})

describe('approvals', () => {
  test('allow and deny of one question have one key', () => {
    const dialect = working()
    hear(dialect, item(SHELL), ASK)
    const [allow] = dialect.decide('7', { kind: 'allow' })
    const [deny] = dialect.decide('7', { kind: 'deny', reason: 'no' })
    expect(allow?.key).toBe('answer.7')
    expect(deny?.key).toBe('answer.7')
    expect(dialect.state().open).toEqual(['7'])
    expect(taken(dialect, deny ? [deny] : [])).toEqual([
      { type: 'approval_denied', interactionId: '7' },
    ])
    expect(dialect.state().open).toEqual([])
    expect(() => dialect.decide('7', { kind: 'allow' })).toThrow(/waiting for an answer/)
  })

  test('an answer may be heard of before the question', () => {
    const dialect = working()
    const line = JSON.stringify({ id: 7, result: { decision: 'accept' } })
    expect(dialect.sent('answer.7', line).events).toEqual([
      { type: 'approval_granted', interactionId: '7' },
    ])
    hear(dialect, ASK)
    expect(dialect.state().open).toEqual([])
  })

  test('a command that must be approved has started when it prints', () => {
    const dialect = working()
    const flags = { type: 'active', activeFlags: ['waitingOnApproval'] }
    const waits = { method: 'thread/status/changed', params: { threadId: 't1', status: flags } }
    expect(types(hear(dialect, waits, item(SHELL), ASK))).not.toContain('shell_start')
    const delta = { threadId: 't1', itemId: 'c1', delta: 'a\n' }
    const line = { method: 'item/commandExecution/outputDelta', params: delta }
    expect(types(hear(dialect, line, line))).toEqual([
      ...['shell_start', 'shell_stdout_delta', 'shell_stdout_delta'],
    ])
    const end = {
      ...SHELL,
      status: 'completed',
      aggregatedOutput: 'a\na\n',
      exitCode: 0,
      durationMs: 9,
    }
    expect(hear(dialect, item(end, 'item/completed'))).toEqual([
      { type: 'shell_exit', exitCode: 0, durationMs: 9 },
      { type: 'tool_result', toolCallId: 'c1', toolName: 'shell', output: 'a\na\n', durationMs: 9 },
    ])
  })

  test.each([
    ['allow', 'accept', 'approval_granted'],
    ['deny', 'decline', 'approval_denied'],
  ] as const)('a rule answers at once: %s', (permissions, decision, type) => {
    const dialect = working({ permissions })
    const { events, send = [] } = dialect.read(ASK)
    expect(types(events)).toContain('approval_request')
    expect(messages(send)).toEqual([{ id: 7, result: { decision } }])
    expect(taken(dialect, send)).toEqual([{ type, interactionId: '7' }])
  })

  test('permissions are granted as they were asked for, or none are', () => {
    const dialect = working()
    const permissions = { network: { enabled: true } }
    hear(dialect, { method: 'item/permissions/requestApproval', id: 1, params: { permissions } })
    const allow = dialect.decide('1', { kind: 'allow' })
    const deny = dialect.decide('1', { kind: 'deny', reason: '' })
    expect(messages(allow)).toEqual([{ id: 1, result: { permissions, scope: 'turn' } }])
    expect(messages(deny)).toEqual([{ id: 1, result: { permissions: {}, scope: 'turn' } }])
    expect(types(taken(dialect, deny))).toEqual(['approval_denied'])
  })

  test('the agent does not wait for it any more', () => {
    const dialect = working()
    const resolved = { method: 'serverRequest/resolved', params: { threadId: 't1', requestId: 7 } }
    hear(dialect, ASK, resolved)
    expect(dialect.state().open).toEqual([])
  })
})

describe('questions', () => {
  const question = { id: 'q1', header: 'Port', question: 'Which port?' }
  const options = [
    { label: 'Plain', description: '80' },
    { label: 'TLS', description: '443' },
  ]

  function asking(questions: readonly Json[]): Dialect {
    const dialect = working()
    hear(dialect, { method: 'item/tool/requestUserInput', id: 3, params: { questions } })
    return dialect
  }

  test('one question is answered by the label of an option, or any text', () => {
    const dialect = asking([{ ...question, options }])
    expect(messages(dialect.decide('3', { kind: 'answer', text: 'tls' }))).toEqual([
      { id: 3, result: { answers: { q1: { answers: ['TLS'] } } } },
    ])
    expect(() => dialect.decide('3', { kind: 'allow' })).toThrow(/asks for a text/)
    const sent = dialect.decide('3', { kind: 'deny', reason: '' })
    expect(taken(dialect, sent)).toEqual([])
    expect(dialect.state().open).toEqual([])
  })

  test('several are answered line by line', () => {
    const dialect = asking([question, { ...question, id: 'q2' }])
    expect(messages(dialect.decide('3', { kind: 'answer', text: '80\n443' }))).toEqual([
      { id: 3, result: { answers: { q1: { answers: ['80'] }, q2: { answers: ['443'] } } } },
    ])
    expect(() => dialect.decide('3', { kind: 'answer', text: '80' })).toThrow(/2 questions/)
  })

  test('a form of a tool', () => {
    const dialect = working()
    const properties = { n: { type: 'integer', title: 'How many' } }
    const params = { message: 'Tell me', requestedSchema: { properties } }
    expect(hear(dialect, { method: 'mcpServer/elicitation/request', id: 4, params })).toEqual([
      { type: 'input_required', interactionId: '4', question: 'Tell me', source: 'tool' },
    ])
    expect(messages(dialect.decide('4', { kind: 'answer', text: '3' }))).toEqual([
      { id: 4, result: { action: 'accept', content: { n: 3 } } },
    ])
    expect(() => dialect.decide('4', { kind: 'answer', text: 'x' })).toThrow(/must be a number/)
  })
})

describe('errors and limits', () => {
  test.each([
    ['contextWindowExceeded', 'context_exceeded'],
    ['usageLimitExceeded', 'rate_limit_error'],
    ['unauthorized', 'auth_error'],
    [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, 'rate_limit_error'],
    [{ httpConnectionFailed: { httpStatusCode: 401 } }, 'auth_error'],
    ['serverOverloaded', 'error'],
  ])('%j is %s, told once', (codexErrorInfo, type) => {
    const error = { message: 'It failed.', codexErrorInfo }
    const failure = { method: 'error', params: { threadId: 't1', error, willRetry: false } }
    const dialect = working()
    expect(types(hear(dialect, failure, ended('failed', error)))).toEqual([type, 'turn_end'])
    expect(dialect.state().closing).toBe('failed')
  })

  test('what only a screen needs is not told', () => {
    const readState = { firstUnread: { type: 'turn', turnId: 'u1' }, revision: 'a7ea6e00' }
    const line = { method: 'thread/readState/changed', params: { threadId: 't1', readState } }
    expect(hear(working(), line)).toEqual([])
  })

  test('a thread that is not there ends the run', () => {
    const dialect = createCodexAppServer({ ...SPEECH, session: 't9' })
    const error = { code: -32600, message: 'no rollout found for thread id t9' }
    hear(dialect, INIT)
    expect(hear(dialect, { id: 2, error })).toMatchObject([
      { type: 'error', code: 'session_not_found', recoverable: false },
    ])
    expect(dialect.state()).toMatchObject({ closing: 'failed', sessionId: null })
  })

  test('a text that came too late harms nothing', () => {
    const dialect = working()
    const error = { code: -32600, message: 'no active turn to steer' }
    expect(hear(dialect, { id: 102, error })).toMatchObject([
      { type: 'error', code: 'say_refused', recoverable: true },
    ])
    expect(dialect.state().closing).toBeNull()
  })

  test('the context is warned of once', () => {
    const dialect = working()
    const usage = (totalTokens: number) => {
      const counts = { totalTokens, inputTokens: totalTokens, outputTokens: 1 }
      const tokenUsage = { total: counts, last: counts, modelContextWindow: 1000 }
      const params = { threadId: 't1', turnId: 'u1', tokenUsage }
      return { method: 'thread/tokenUsage/updated', params }
    }
    const warnings = hear(
      dialect,
      usage(799),
      usage(800),
      usage(900),
      usage(100),
      usage(850),
    ).filter(({ type }) => type === 'context_limit_warning')
    expect(warnings).toEqual([
      { type: 'context_limit_warning', usedTokens: 800, maxTokens: 1000, pctUsed: 80 },
      { type: 'context_limit_warning', usedTokens: 850, maxTokens: 1000, pctUsed: 85 },
    ])
  })

  test('what was used before is told again under its own turn, and is not of this run', () => {
    const counts = { totalTokens: 90, inputTokens: 80, outputTokens: 10 }
    const usage = (turnId: string, total: number) => {
      const tokenUsage = { total: { ...counts, inputTokens: total }, last: counts }
      const params = { threadId: 't1', turnId, tokenUsage }
      return { method: 'thread/tokenUsage/updated', params }
    }
    const dialect = working({ session: 't1' })
    expect(types(hear(dialect, usage('u0', 300)))).toEqual([])
    expect(types(hear(dialect, usage('u1', 380), usage('u1', 380)))).toEqual(['token_usage'])
  })

  test('each request is answered once', () => {
    const dialect = working()
    const { events, send } = dialect.read(INIT)
    expect(types([...events])).toEqual(['debug'])
    expect(send ?? []).toEqual([])
    expect(types(hear(dialect, { id: 4, result: {} }, { id: -1, result: {} }))).toEqual([
      ...['debug', 'debug'],
    ])
  })

  test("the end of a subagent's turn is not the end of the run", () => {
    const dialect = working()
    const turn = { id: 'u9', status: 'failed' }
    const other = { method: 'turn/completed', params: { threadId: 't2', turn } }
    expect(types(hear(dialect, other))).toEqual(['debug'])
    expect(dialect.state().closing).toBeNull()
  })
})
