import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { plainLines } from '../../../src/state/conversations/conversation-text.ts'
import { groupCosts } from '../../../src/state/conversations/cost-groups.ts'
import { costOf, costOfConversation } from '../../../src/state/conversations/price.ts'
import {
  type KeptFile,
  readConversation,
  readExport,
  readRows,
} from '../../../src/state/conversations/read-conversation.ts'
import type { ConversationText } from '../../../src/state/model/agents/conversation.ts'

/** Files of the real agents (codex 0.171.0, gemini 0.61.0), and one in Claude Code's form. */
const fixture = (name: string) => readFileSync(`test/fixtures/conversations/${name}.jsonl`, 'utf8')

function read(agent: KeptFile['agent'], text: string): ConversationText {
  const origin = { id: 'file', cwd: null, modified: 1, whole: true, file: '/f' }
  const found = readConversation({ ...origin, agent, text }, true)
  if (!found) throw new Error('nothing was read')
  return found
}

test('claude: a message that is several lines is paid for once, by its last line', () => {
  const { conversation, turns } = read('claude', fixture('claude'))
  expect(conversation).toMatchObject({
    id: '7d3c1a52-6c1b-4e0f-9f4b-1f6b3a5f0c11',
    cwd: '/work/app',
    title: 'Fix the race in the "queue" and test it',
    model: 'claude-sonnet-4-5-20250929',
    started: Date.parse('2026-11-20T08:00:00Z'),
    lastUsed: Date.parse('2026-11-20T08:00:30Z'),
    use: [
      {
        model: 'claude-sonnet-4-5-20250929',
        tokens: {
          input: 15,
          cacheRead: 62_000,
          cacheWrite: 2000,
          cacheWriteHour: 1500,
          output: 500,
        },
      },
    ],
  })
  expect(turns.map(({ who, text }) => [who, text])).toEqual([
    ['user', 'Fix the race in the "queue"\nand test it'],
    ['assistant', 'I look at it.'],
    ['tool', 'Bash {"command":"npm test"}'],
    ['assistant', 'The lock is taken twice.'],
  ])
  // 15 in, 62000 read, 500 written for minutes and 1500 for an hour, 500 out: 3, 0.3, 3.75, 6 and 15 USD a million.
  expect(costOfConversation(conversation)).toBeCloseTo(
    (15 * 3 + 62_000 * 0.3 + 500 * 3.75 + 1500 * 6 + 500 * 15) / 1e6,
    10,
  )
})

test('claude: a subagent is paid for, and is no text', () => {
  const side = JSON.stringify({
    isSidechain: true,
    type: 'assistant',
    sessionId: 's',
    timestamp: '2026-11-20T09:00:00Z',
    message: {
      id: 'msg_9',
      model: 'claude-haiku-4-5',
      content: [{ type: 'text', text: 'within' }],
      usage: { input_tokens: 7, output_tokens: 3 },
    },
  })
  const { conversation, turns } = read('claude', `${fixture('claude')}${side}\n{"cut": `)
  expect(conversation.use.map(({ model }) => model)).toEqual([
    'claude-sonnet-4-5-20250929',
    'claude-haiku-4-5',
  ])
  expect(turns.map(({ text }) => text)).not.toContain('within')
})

/** Lines of a fork that Codex 0.171 has written, with the fields that count. */
test('codex: a fork is counted without what its origin had used', () => {
  const used = (input: number, cached: number, output: number) => ({
    ...{ input_tokens: input, cached_input_tokens: cached, output_tokens: output },
  })
  const count = (total: object, last: object) => ({
    type: 'event_msg',
    payload: { type: 'token_count', info: { total_token_usage: total, last_token_usage: last } },
  })
  const lines = [
    { type: 'session_meta', payload: { id: 'two', forked_from_id: 'one', cwd: '/w' } },
    { type: 'turn_context', payload: { model: 'gpt-5.1-codex' } },
    count(used(2400, 1600, 68), used(1200, 800, 34)),
    count(used(3600, 2400, 102), used(1200, 800, 34)),
  ]
  const { conversation } = read('codex', lines.map(line => JSON.stringify(line)).join('\n'))
  expect(conversation.use).toEqual([
    {
      model: 'gpt-5.1-codex',
      tokens: { input: 800, cacheRead: 1600, cacheWrite: 0, cacheWriteHour: 0, output: 68 },
    },
  ])
})

test('codex: the total of the thread is counted by what was added, without the cache', () => {
  const { conversation, turns } = read('codex', fixture('codex'))
  expect(conversation).toMatchObject({
    id: '01a2277a-f2a1-7102-bb4a-cd0c74e1395e',
    cwd: '/work/app',
    title: 'Fix the flaky test please',
    use: [{ model: 'gpt-5.1-codex', tokens: { input: 200, cacheRead: 1000, output: 50 } }],
  })
  expect(turns.map(({ who }) => who)).toEqual(['user', 'assistant'])
  const more = (input: number, cached: number, output: number) =>
    JSON.stringify({
      type: 'event_msg',
      payload: {
        type: 'token_count',
        info: {
          total_token_usage: {
            input_tokens: input,
            cached_input_tokens: cached,
            output_tokens: output,
          },
        },
      },
    })
  const twice = read(
    'codex',
    [fixture('codex'), more(3000, 2500, 90), more(3000, 2500, 90)].join('\n'),
  )
  expect(twice.conversation.use[0]?.tokens).toMatchObject({
    input: 500,
    cacheRead: 2500,
    output: 90,
  })
  const anew = read('codex', [fixture('codex'), more(100, 0, 5)].join('\n'))
  expect(anew.conversation.use[0]?.tokens).toMatchObject({ input: 300, output: 55 })
})

test('gemini: the context that it gives itself is no prompt', () => {
  const { conversation, turns } = read('gemini', fixture('gemini'))
  expect(conversation).toMatchObject({
    id: '1be49a4a-d534-4419-adc5-b28af80d7f7f',
    title: 'Say hello to me',
    model: 'gemini-2.5-flash',
    use: [{ tokens: { input: 500, cacheRead: 400, output: 32 } }],
  })
  expect(turns.map(({ text }) => text)).toEqual(['Say hello to me', 'Hello from gemini'])
  const old = JSON.stringify({
    sessionId: 'old',
    startTime: '2026-01-01T00:00:00Z',
    messages: [{ id: '1', type: 'user', content: 'hi', timestamp: '2026-01-01T00:00:01Z' }],
  })
  expect(read('gemini', old).conversation).toMatchObject({ id: 'old', title: 'hi' })
})

test('copilot: what a run has used is told at its end', () => {
  const event = (type: string, data: object) =>
    JSON.stringify({ type, data, id: 'e', timestamp: '2026-11-20T08:00:00Z', parentId: null })
  const text = [
    event('session.start', { sessionId: 's1', context: { cwd: '/w' } }),
    event('user.message', { content: 'do it' }),
    event('assistant.message', {
      content: 'done',
      toolRequests: [{ name: 'bash', arguments: { command: 'ls' } }],
    }),
    event('session.shutdown', {
      modelMetrics: {
        'claude-sonnet-4.5': {
          usage: { inputTokens: 900, outputTokens: 10, cacheReadTokens: 600, cacheWriteTokens: 0 },
        },
      },
    }),
  ].join('\n')
  const { conversation, turns } = read('copilot', text)
  expect(conversation).toMatchObject({
    id: 's1',
    cwd: '/w',
    title: 'do it',
    model: 'claude-sonnet-4.5',
    use: [{ tokens: { input: 300, cacheRead: 600, output: 10 } }],
  })
  expect(turns.map(({ text }) => text)).toEqual(['do it', 'done', 'bash {"command":"ls"}'])
})

test('opencode: its own account of the cost counts', () => {
  const row = { id: 'ses_1', title: 'T', directory: '/w', created: 1000, updated: 9000 }
  const figures = { model: 'm', cost: 0.25, input: 1, output: 2, reasoning: 3, cacheRead: 4 }
  const [conversation] = readRows([{ ...row, ...figures }, null, { id: 7 }])
  expect(conversation).toMatchObject({ id: 'ses_1', ownCost: 0.25, lastUsed: 9000 })
  expect(conversation?.use[0]?.tokens).toMatchObject({ input: 1, output: 5, cacheRead: 4 })
  const exported = readExport(
    {
      info: { id: 'ses_1', title: 'T', directory: '/w', time: { created: 1, updated: 2 } },
      messages: [
        { info: { role: 'user', time: { created: 1 } }, parts: [{ type: 'text', text: 'hi' }] },
        {
          info: { role: 'assistant', modelID: 'm', cost: 0.5, tokens: { input: 3, output: 1 } },
          parts: [
            { type: 'tool', tool: 'bash', state: { input: { command: 'ls' } } },
            { type: 'text', text: 'hello' },
          ],
        },
      ],
    },
    'ses_1',
  )
  expect(exported?.conversation).toMatchObject({ ownCost: 0.5, model: 'm' })
  expect(exported?.turns.map(({ who }) => who)).toEqual(['user', 'tool', 'assistant'])
})

test.each([
  ['claude-opus-4-5-20251101', 5],
  ['anthropic/claude-opus-4.5', 5],
  ['gpt-5-codex', 1.25],
  ['gemini-2.5-pro', 1.25],
  ['claude-unheard-of', null],
  ['constructor', null],
])('a million tokens into %s cost %s USD', (model, cost) => {
  const tokens = { input: 1e6, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0, output: 0 }
  expect(costOf(model, tokens)).toBe(cost)
})

test('costs are added up by what is asked for, and what has no price is counted', () => {
  const { conversation } = read('claude', fixture('claude'))
  const other = read('codex', fixture('codex').replaceAll('gpt-5.1-codex', 'gpt-none')).conversation
  const all = [
    { host: 'a', conversation },
    { host: 'b', conversation: other },
  ]
  expect(
    groupCosts(all, 'host').map(({ name, cost, unpriced }) => [name, cost !== null, unpriced]),
  ).toEqual([
    ['a', true, 0],
    ['b', false, 1],
  ])
  expect(groupCosts(all, 'day').map(({ name }) => name)).toEqual(['2026-11-20', '2026-11-29'])
  expect(groupCosts(all, 'model').map(({ name }) => name)).toEqual([
    'claude-sonnet-4-5-20250929',
    'gpt-none',
  ])
  expect(groupCosts(all, 'session')[0]?.name).toBe(`a claude ${conversation.id}`)
})

test('what is no conversation is none, and hostile text is cleaned', () => {
  const origin = { id: 'x', cwd: null, modified: null, whole: true, file: null }
  for (const text of ['', '\n\n', 'null\n[]\n{}\n"x"\n7', '{"type":"assistant"}', '['.repeat(1e5)])
    expect(readConversation({ ...origin, agent: 'claude', text }, true)).toBeNull()
  const evil = JSON.stringify({
    type: 'user',
    sessionId: 'a\u001b[2Jb',
    cwd: '/x\n/y',
    message: { content: '\u001b]0;t\u0007hello\u202e' },
  })
  const lines = plainLines('h', read('claude', evil))
  expect(lines.join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/)
  expect(lines).toContain('hello')
})

test('qwen: parts without thoughts, calls of tools, and tokens of each answer', () => {
  const base = { sessionId: 'b1', cwd: '/work/app', timestamp: '2026-11-20T08:00:00.000Z' }
  const lines = [
    { ...base, type: 'system', subtype: 'custom_title', systemPayload: { customTitle: 'A race' } },
    { ...base, type: 'user', message: { role: 'user', parts: [{ text: 'Fix the race' }] } },
    {
      ...{ ...base, type: 'user', subtype: 'goal_runtime' },
      message: { role: 'user', parts: [{ text: 'Go on with your goal.' }] },
    },
    {
      ...{ ...base, type: 'assistant', model: 'qwen3-coder-plus' },
      message: {
        role: 'model',
        parts: [
          { text: 'I think.', thought: true },
          { text: 'I look at it.' },
          { functionCall: { name: 'run_shell_command', args: { command: 'npm test' } } },
        ],
      },
      usageMetadata: {
        ...{ promptTokenCount: 1200, cachedContentTokenCount: 800 },
        ...{ candidatesTokenCount: 34, thoughtsTokenCount: 10 },
      },
    },
    { ...base, type: 'tool_result', message: { role: 'user', parts: [{ functionResponse: {} }] } },
  ]
  const text = lines.map(line => JSON.stringify(line)).join('\n')
  const { conversation, turns } = read('qwen', text)
  expect(conversation).toMatchObject({
    ...{ id: 'b1', cwd: '/work/app', title: 'Fix the race', model: 'qwen3-coder-plus' },
    use: [{ tokens: { input: 400, cacheRead: 800, output: 34 } }],
  })
  expect(turns.map(({ who, text: said }) => [who, said])).toEqual([
    ['user', 'Fix the race'],
    ['assistant', 'I look at it.'],
    ['tool', 'run_shell_command {"command":"npm test"}'],
  ])
})

test('a conversation with more entries than are kept says that only its beginning follows', () => {
  const line = (at: number) =>
    JSON.stringify({
      type: 'user',
      sessionId: 's',
      message: { role: 'user', content: `ask ${at}` },
    })
  const lines = (count: number) => Array.from({ length: count }, (_, at) => line(at)).join('\n')
  const whole = (count: number) => read('claude', lines(count)).conversation.whole
  expect([whole(20_000), whole(20_001)]).toEqual([true, false])
})
