import { describe, expect, test } from 'vitest'
import type { Passage } from '../../../../src/state/model/fleet-run.ts'
import type { EventBody, RunEvent } from '../../../../src/state/runs/event.ts'
import { digest, NO_DIGEST } from '../../../../src/state/runs/transcript/digest.ts'
import { createPassages } from '../../../../src/state/runs/transcript/transcript.ts'

const event = (body: EventBody): RunEvent =>
  ({ ...body, runId: 'a', agent: 'claude', timestamp: 5, id: '0' }) as RunEvent

function told(...bodies: readonly EventBody[]): readonly Passage[] {
  const passages = createPassages()
  for (const body of bodies) passages.add(event(body))
  return passages.changes()?.passages ?? []
}

const call = { toolCallId: 't1', toolName: 'Edit' }

describe('a conversation', () => {
  test('has a text as it comes, once', () => {
    const passages = createPassages()
    passages.add(event({ type: 'text_delta', delta: 'Hel' }))
    expect(passages.changes()).toMatchObject({ from: 0, passages: [{ text: 'Hel', isOpen: true }] })
    passages.add(event({ type: 'text_delta', delta: 'lo' }))
    passages.add(event({ type: 'message_stop', text: 'Hello' }))
    expect(passages.changes()).toMatchObject({
      from: 0,
      passages: [{ text: 'Hello', isOpen: false }],
    })
    passages.add(event({ type: 'message_stop', text: 'More' }))
    expect(passages.changes()).toMatchObject({ from: 1, passages: [{ text: 'More' }] })
    expect(passages.changes()).toBe(null)
  })

  test('has a long text in a million pieces, which is not cleaned anew for each', {
    timeout: 60_000,
  }, () => {
    const passages = createPassages()
    const piece = event({ type: 'text_delta', delta: 'abc\n' })
    const printed = event({ type: 'shell_stdout_delta', delta: 'xyz\n' })
    passages.add(event({ type: 'tool_call_start', ...call }))
    for (let nth = 0; nth < 200_000; nth++) passages.add(printed)
    for (let nth = 0; nth < 1_000_000; nth++) passages.add(piece)
    const [tool, ...texts] = passages.changes()?.passages ?? []
    expect(tool).toMatchObject({ output: expect.stringMatching(/^(xyz\n){4096}…$/) })
    expect(texts.map(each => each.kind === 'text' && each.isOpen).indexOf(true)).toBe(
      texts.length - 1,
    )
    const all = texts.map(each => (each.kind === 'text' ? each.text : '')).join('')
    expect(all.replaceAll('…', '').length).toBeGreaterThan(3_990_000)
  })

  test('has a call of a tool as one passage, with what it changes and has answered', () => {
    const [tool, ...others] = told(
      { type: 'tool_call_start', ...call },
      {
        type: 'tool_call_ready',
        ...call,
        input: { file_path: 'a.ts', old_string: 'one\ntwo', new_string: 'three' },
      },
      { type: 'tool_result', ...call, output: 'done' },
    )
    expect(others).toEqual([])
    expect(tool).toMatchObject({
      ...{ kind: 'tool', name: 'Edit', state: 'done', output: 'done' },
      diff: '-one\n-two\n+three',
    })
  })

  test('takes the diff of the agent where it tells one', () => {
    const [tool] = told(
      { type: 'tool_call_ready', ...call, input: {} },
      { type: 'file_patch', path: 'a.ts', diff: '@@ -1 +1 @@\n-a\n+b' },
      { type: 'tool_error', ...call, error: 'no such file' },
    )
    expect(tool).toMatchObject({
      ...{ state: 'failed', output: 'no such file' },
      diff: '@@ -1 +1 @@\n-a\n+b',
    })
  })

  test('has a question with its answer', () => {
    const [asked] = told(
      {
        ...{ type: 'approval_request', interactionId: 'r1', action: 'Bash', detail: 'rm x' },
        riskLevel: 'high',
      },
      { type: 'approval_denied', interactionId: 'r1', reason: 'no' },
    )
    expect(asked).toEqual({
      ...{ kind: 'ask', interaction: 'r1', text: 'Bash: rm x', answer: 'denied: no' },
    })
  })

  test('keeps no control character of what an agent says', () => {
    const evil = '\u001b]0;x\u0007\u001b[2J\u202etxt\u0000'
    const all = told(
      { type: 'text_delta', delta: `${evil}\n${evil}` },
      { type: 'tool_call_ready', toolCallId: 'x', toolName: evil, input: evil },
      { type: 'tool_result', toolCallId: 'x', toolName: evil, output: { evil } },
      { type: 'log', source: 'stderr', line: evil },
    )
    const texts = all.flatMap(passage =>
      Object.values(passage).filter(each => typeof each === 'string'),
    )
    expect(texts.join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })

  test('is bounded, and says that its beginning is not kept', () => {
    const passages = createPassages()
    for (let nth = 0; nth < 2100; nth++)
      passages.add(event({ type: 'message_stop', text: `text ${nth}` }))
    const { passages: kept = [], isCut } = passages.changes() ?? {}
    expect([kept.length <= 2000, isCut]).toEqual([true, true])
    expect(kept.at(-1)).toMatchObject({ text: 'text 2099' })
  })
})

test('a digest knows the open questions, the cost and what is done last', () => {
  const bodies: readonly EventBody[] = [
    { type: 'tool_call_ready', toolCallId: 't', toolName: 'Bash', input: { command: 'npm test' } },
    {
      ...{ type: 'approval_request', interactionId: 'r1', action: 'Bash', detail: 'npm test' },
      riskLevel: 'high',
    },
    {
      type: 'input_required',
      interactionId: 'r2',
      question: 'Which?',
      options: ['a', 'b'],
      source: 'agent',
    },
    { type: 'approval_granted', interactionId: 'r1' },
    { type: 'cost', cost: { totalUsd: 0.5 } },
  ]
  const now = bodies.map(event).reduce(digest, NO_DIGEST)
  expect(now).toMatchObject({
    doing: 'Bash npm test',
    cost: 0.5,
    asks: [{ interaction: 'r2', kind: 'input', text: 'Which?', options: ['a', 'b'], since: 5 }],
  })
})
