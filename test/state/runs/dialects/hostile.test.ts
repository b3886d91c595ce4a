import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createClaude } from '../../../../src/state/runs/dialects/claude/claude.ts'
import { createCopilot } from '../../../../src/state/runs/dialects/one-shot/copilot.ts'
import { createGemini } from '../../../../src/state/runs/dialects/one-shot/gemini.ts'
import { createOpencode } from '../../../../src/state/runs/dialects/one-shot/opencode.ts'
import { isObject } from '../../../../src/state/runs/dialects/shared/json.ts'
import { readStream } from '../streams.ts'
import { checked } from './replay.ts'

const SPEECH: Speech = { prompt: 'SAY! hi', cwd: '/home/dev/shop', permissions: 'ask' }

const AGENTS: Readonly<Record<string, () => Dialect>> = {
  amp: () => createClaude(SPEECH, { agent: 'amp', twoWay: false }),
  claude: () => createClaude({ ...SPEECH, session: 's' }, { agent: 'claude', twoWay: true }),
  copilot: () => createCopilot(SPEECH),
  gemini: () => createGemini(SPEECH),
  opencode: () => createOpencode(SPEECH),
  qwen: () => createClaude({ ...SPEECH, permissions: 'allow' }, { agent: 'qwen', twoWay: true }),
}

/** What a field may be by mistake, or on purpose. */
const ODD: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, 1.5, 1e308, '', 'x', [], {}, [null], [[]], { type: 1 }],
  ...['constructor', '__proto__', [{ type: 'text' }], { text: null }, '\u0000\ud800', [1, 'a']],
]

/** The value with one field after the other replaced: each place that it has, by each odd value. */
function* mutations(value: unknown, odd: readonly unknown[]): Generator<unknown> {
  yield* odd
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) {
      for (const other of mutations(each, odd)) yield value.with(at, other)
    }
  }
  if (!isObject(value)) return
  for (const [key, each] of Object.entries(value)) {
    for (const other of mutations(each, odd)) yield { ...value, [key]: other }
  }
}

function linesOf(agent: string): readonly (readonly unknown[])[] {
  const shape = agent === 'amp' ? 'claude' : agent
  return readdirSync('test/fixtures/streams')
    .filter(name => name.startsWith(`${shape}.`))
    .map(name => readStream(name.replace('.ndjson', '')))
    .map(stream => stream.filter(({ from }) => from === 'agent').map(({ line }) => line))
}

/** Reads them all; each event is checked, and what it would answer is asked for too. */
function readAll(dialect: Dialect, lines: Iterable<unknown>): void {
  for (const line of lines) {
    checked(dialect.read(line))
    for (const id of dialect.state().open.slice(0, 1)) answer(dialect, id)
  }
  checked(dialect.end())
}

function answer(dialect: Dialect, id: string): void {
  for (const { key, line } of dialect.decide(id, { kind: 'deny', reason: 'no' })) {
    expect(key).toMatch(/^[A-Za-z0-9.-]{1,80}$/)
    checked(dialect.sent(key, line))
  }
}

describe.each(Object.entries(AGENTS))('%s', (agent, make) => {
  test('every field of every recorded line may be anything', () => {
    let round = 0
    for (const lines of linesOf(agent)) {
      for (const [at, line] of lines.entries()) {
        // Some odd values for each line: over all lines of its kind each field meets them all.
        const odd = ODD.filter((_, nth) => nth % 4 === round % 4)
        round += 1
        const dialect = make()
        for (const before of lines.slice(0, at)) checked(dialect.read(before))
        readAll(dialect, mutations(line, odd))
      }
    }
  })

  test('lines may be missing, come twice or in another order', () => {
    for (const lines of linesOf(agent)) {
      for (const at of lines.keys()) readAll(make(), lines.toSpliced(at, 1))
      readAll(make(), lines.toReversed())
      readAll(make(), [...lines, ...lines])
    }
  })

  test('a line may be no object, deep or huge', () => {
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)
    const huge = { type: 'x', text: 'y'.repeat(1_000_000) }
    const dialect = make()
    readAll(dialect, [...ODD, deep, { type: 'assistant', message: { content: deep } }, huge])
    readAll(dialect, [
      { type: 'result', result: deep },
      { type: 'tool_use', part: { state: deep } },
    ])
  })

  test('an answer may be anything', () => {
    for (const line of [
      '',
      'x',
      '[]',
      'null',
      '{"response":[]}',
      '{"response":{"request_id":1}}',
    ]) {
      checked(make().sent('answer.x', line))
    }
  })
})

describe('text that is no JSON', () => {
  test.each(Object.entries(AGENTS))('%s', (_, make) => {
    for (const line of [
      '',
      '\u001b[31m',
      'x'.repeat(100_000),
      'Attempt x failed',
      '[API Error: {',
    ]) {
      for (const source of ['stdout', 'stderr'] as const)
        checked(make().readText?.(line, source) ?? null)
    }
  })
})
