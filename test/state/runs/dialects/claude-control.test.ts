import { describe, expect, test } from 'vitest'
import type { Decision } from '../../../../src/state/runs/decision.ts'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createClaude } from '../../../../src/state/runs/dialects/claude/claude.ts'
import { textAt } from '../../../../src/state/runs/dialects/shared/json.ts'
import { readStream } from '../streams.ts'
import { checked, read, spoken } from './replay.ts'

const SPEECH: Speech = { prompt: 'SAY! hi', cwd: '/home/dev/shop', permissions: 'ask' }

const twoWay = (speech: Partial<Speech> = {}) =>
  createClaude({ ...SPEECH, ...speech }, { agent: 'claude', twoWay: true })

const asks = (id: string, tool_name: string, input: unknown = {}) => ({
  type: 'control_request',
  request_id: id,
  request: { subtype: 'can_use_tool', tool_name, input, tool_use_id: `t-${id}` },
})

const question = (...names: readonly string[]) => ({
  questions: names.map(name => ({ question: name, options: [{ label: '80' }, { label: '443' }] })),
})

/** What is sent while a recorded stream is read and each question decided, as the recorded client did. */
function converse(name: string, decision: Decision | null, dialect: Dialect): unknown[] {
  const sent = spoken(dialect.begin())
  for (const { from, line } of readStream(name)) {
    if (from === 'client') {
      if (isInterrupt(line)) sent.push(...spoken(dialect.interrupt()))
      continue
    }
    read(dialect, line)
    for (const id of decision ? dialect.state().open : []) {
      const answers = decision ? dialect.decide(id, decision) : []
      sent.push(...spoken(answers))
      for (const { key, line: taken } of answers) dialect.sent(key, taken)
    }
  }
  return sent
}

function isInterrupt(line: unknown): boolean {
  return textAt(line, 'request', 'subtype') === 'interrupt'
}

describe('what is sent is what the recorded client sent', () => {
  test.each([
    ['claude.control-allow', 'WRITE!', { kind: 'allow' }],
    ['claude.control-deny', 'EDIT!', { kind: 'deny', reason: 'Not now.' }],
    ['claude.control-question', 'QUESTION!', { kind: 'answer', text: '443' }],
  ] as const)('%s', (name, prompt, decision) => {
    // `initialize` is optional, and only tells what nobody here asks.
    const client = readStream(name).filter(({ from }) => from === 'client')
    const recorded = client.map(({ line }) => line).filter(line => !isInitialize(line))
    expect(converse(name, decision, twoWay({ prompt }))).toEqual(recorded)
  })

  test('an interrupt', () => {
    const sent = converse('claude.control-interrupt', null, twoWay({ prompt: 'SLOW!' }))
    const interrupt = { type: 'control_request', request: { subtype: 'interrupt' } }
    expect(sent.slice(1)).toEqual([1, 2].map(() => ({ ...interrupt, request_id: 'interrupt.1' })))
  })

  function isInitialize(line: unknown): boolean {
    return textAt(line, 'request', 'subtype') === 'initialize'
  }
})

describe('an interaction', () => {
  test('is open until the host has taken an answer; of several, the one that it took counts', () => {
    const dialect = twoWay()
    read(dialect, asks('r1', 'Bash', { command: 'ls' }))
    const [allow] = dialect.decide('r1', { kind: 'allow' })
    const [deny] = dialect.decide('r1', { kind: 'deny', reason: 'no' })
    expect(dialect.state().open).toEqual(['r1'])
    expect(allow?.key).toBe('answer.r1')
    expect(deny?.key).toBe('answer.r1')
    expect(checked(dialect.sent('answer.r1', deny?.line ?? ''))).toEqual([
      { type: 'approval_denied', interactionId: 'r1', reason: 'no' },
    ])
    expect(dialect.state().open).toEqual([])
    expect(dialect.sent('answer.r1', allow?.line ?? '')).toEqual({ events: [] })
  })

  test('that was answered before it is read here is not open', () => {
    const [allow] = [twoWay()].flatMap(other => {
      read(other, asks('r1', 'Bash'))
      return other.decide('r1', { kind: 'allow' })
    })
    const dialect = twoWay()
    expect(checked(dialect.sent('answer.r1', allow?.line ?? ''))).toEqual([
      { type: 'approval_granted', interactionId: 'r1' },
    ])
    read(dialect, asks('r1', 'Bash'))
    expect(dialect.state().open).toEqual([])
  })

  test.each([
    ['Bash', { command: 'ls' }, 'ls', 'high'],
    ['Edit', { file_path: '/a' }, '/a', 'medium'],
    ['Read', { file_path: '/a' }, '/a', 'low'],
    ['WebFetch', { url: 'u' }, '{"url":"u"}', 'high'],
    ['mcp__demo__echo', { text: 'x' }, '{"text":"x"}', 'high'],
  ])('by %s tells what is asked and how risky it is', (toolName, input, detail, riskLevel) => {
    expect(read(twoWay(), asks('r1', toolName, input))).toEqual([
      {
        type: 'approval_request',
        interactionId: 'r1',
        action: toolName,
        detail,
        toolName,
        riskLevel,
      },
    ])
  })

  test('that is withdrawn, interrupted or left is closed', () => {
    const dialect = twoWay()
    read(dialect, asks('r1', 'Bash'), { type: 'control_cancel_request', request_id: 'r1' })
    expect(dialect.state().open).toEqual([])
    read(dialect, asks('r2', 'Bash'), {
      ...{ type: 'result', subtype: 'error_during_execution', is_error: true },
      terminal_reason: 'aborted_tools',
    })
    expect(dialect.state().open).toEqual([])
    read(dialect, asks('r3', 'Bash'))
    expect(checked(dialect.end())).toContainEqual({
      type: 'approval_denied',
      interactionId: 'r3',
      reason: 'the run has ended',
    })
    expect(dialect.state().open).toEqual([])
  })

  test('that is not there, or cannot be answered so, is an error', () => {
    const dialect = twoWay()
    expect(() => dialect.decide('r1', { kind: 'allow' })).toThrow('No question with')
    read(dialect, asks('r1', 'Bash'), asks('r2', 'AskUserQuestion', question('Which port?')))
    expect(() => dialect.decide('r1', { kind: 'answer', text: 'x' })).toThrow(
      'The agent is waiting for an approval, not for a text. Nothing was sent.',
    )
    expect(() => dialect.decide('r2', { kind: 'allow' })).toThrow(
      'The agent asks for a text, not for an approval. Nothing was sent.',
    )
  })

  test('with several questions takes a line for each', () => {
    const dialect = twoWay()
    const input = question('Which port?', 'Which host?')
    const [event] = read(dialect, asks('r1', 'AskUserQuestion', input))
    expect(event).toMatchObject({ type: 'input_required', question: 'Which port?\nWhich host?' })
    const [reply] = spoken(dialect.decide('r1', { kind: 'answer', text: '443\na.example' }))
    expect(reply).toMatchObject({
      response: {
        response: {
          updatedInput: { answers: { 'Which port?': '443', 'Which host?': 'a.example' } },
        },
      },
    })
  })

  test('of a run that asks nobody is answered at once, and a question is not', () => {
    const dialect = twoWay({ permissions: 'allow' })
    const answer = dialect.read(asks('r1', 'Bash')).send ?? []
    expect(spoken(answer)).toMatchObject([{ response: { response: { behavior: 'allow' } } }])
    const asked = dialect.read(asks('r2', 'AskUserQuestion', question('Which port?')))
    expect(asked.send).toBeUndefined()
    const denied = twoWay({ permissions: 'deny' }).read(asks('r1', 'Bash')).send ?? []
    expect(spoken(denied)).toMatchObject([{ response: { response: { behavior: 'deny' } } }])
  })

  test('that nobody here can serve is answered with an error, so that Claude goes on', () => {
    const request = { subtype: 'hook_callback' }
    const reading = twoWay().read({ type: 'control_request', request_id: 'r1', request })
    expect(spoken(reading.send ?? [])).toMatchObject([
      { response: { subtype: 'error', request_id: 'r1' } },
    ])
    expect(checked(reading)).toMatchObject([{ type: 'debug' }])
  })

  test('has a key that the host takes', () => {
    const dialect = twoWay()
    const id = `a/b ${'x'.repeat(100)}`
    read(dialect, asks(id, 'Bash'))
    const [answer] = dialect.decide(id, { kind: 'allow' })
    expect(answer?.key).toMatch(/^answer\.a-b-x[A-Za-z0-9.-]*$/)
    expect(answer?.key.length).toBeLessThanOrEqual(80)
  })
})

describe('further texts', () => {
  test('are lines of the user', () => {
    const message = { role: 'user', content: 'and then?' }
    expect(twoWay().say('and then?', 2)).toEqual([
      {
        key: 'say.2',
        line: JSON.stringify({ type: 'user', message, parent_tool_use_id: null, session_id: '' }),
      },
    ])
  })

  test('are not for a run that only reads', () => {
    const dialect = createClaude(SPEECH, { agent: 'qwen', twoWay: false })
    expect(dialect.begin()).toEqual([])
    expect(dialect.interrupt()).toEqual([])
    expect(() => dialect.say('x', 1)).toThrow('accepts no further text')
  })
})
