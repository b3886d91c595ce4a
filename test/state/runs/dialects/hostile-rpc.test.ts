import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Dialect, Speech } from '../../../../src/state/runs/dialect.ts'
import { createAcp } from '../../../../src/state/runs/dialects/acp/acp.ts'
import { createCodexAppServer } from '../../../../src/state/runs/dialects/codex/codex-app-server.ts'
import { createCodexExec } from '../../../../src/state/runs/dialects/codex/codex-exec.ts'
import { isObject } from '../../../../src/state/runs/dialects/shared/json.ts'
import { eventBodySchema } from '../../../../src/state/runs/event.ts'
import { readStream } from '../streams.ts'

/** Recorded lines with something odd in each place, one place at a time. */
const SPEECH: Speech = { prompt: 'SAY!', cwd: '/home/dev/shop', permissions: 'ask' }

/** JSON is read to any depth, and written only to some. */
const DEPTH = 20_000
const DEEP: unknown = JSON.parse(`${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`)
const ODD: readonly unknown[] = [
  ...[null, true, -1, 0.5, 1e300, Number.POSITIVE_INFINITY, '', 'x', [], {}, [null], { a: null }],
  ...[[[]], [1], ['x'], { id: 1 }, { type: 'x' }, 'x'.repeat(20_000), DEEP],
  JSON.parse('{"__proto__":{"type":"x"},"constructor":1,"length":-1}'),
]

const names = readdirSync('test/fixtures/streams')
  .filter(file => /^(codex|acp-).*\.ndjson$/.test(file))
  .map(file => file.slice(0, -'.ndjson'.length))

test.each(names)('an odd line in %s makes no odd event, and throws nothing', name => {
  const lines = readStream(name).flatMap(({ from, line }) => (from === 'agent' ? [line] : []))
  for (const [nth, odd] of ODD.entries()) {
    const dialect = create(name)
    dialect.begin()
    for (const line of lines) {
      // Ids of the recorded client are others than ours: the first answers come as we await them.
      for (const each of [renumbered(line), ...places(line, nth, odd), odd])
        play(dialect, change(each, odd))
      play(dialect, renumbered(line))
    }
    for (const event of dialect.end().events) eventBodySchema.parse(event)
    expect(dialect.state().turnCount).toBeGreaterThanOrEqual(0)
  }
})

const HERE = Symbol('here')

function create(name: string): Dialect {
  if (name.startsWith('codex.')) return createCodexExec(SPEECH)
  return name.startsWith('acp-') ? createAcp(SPEECH) : createCodexAppServer(SPEECH)
}

function play(dialect: Dialect, line: unknown): void {
  const { events, send = [] } = dialect.read(line)
  for (const event of events) expect(eventBodySchema.safeParse(event).error).toBeUndefined()
  for (const { key, line: own } of send) {
    expect(key).toMatch(/^[A-Za-z0-9.-]{1,80}$/)
    for (const event of dialect.sent(key, own).events) eventBodySchema.parse(event)
  }
  for (const id of dialect.state().open) {
    for (const each of dialect.decide(id, { kind: 'deny', reason: 'no' })) {
      for (const event of dialect.sent(each.key, each.line).events) eventBodySchema.parse(event)
    }
  }
}

function renumbered(line: unknown): unknown {
  if (!isObject(line) || typeof line['id'] !== 'number' || line['method']) return line
  return { ...line, id: line['id'] + 1 }
}

/** All places of numbers for an odd number; of the others some, other ones each time: all of them are many. */
function places(line: unknown, turn: number, odd: unknown): unknown[] {
  if (typeof odd === 'number') return marked(renumbered(line), 'number')
  return marked(renumbered(line)).filter((_, nth) => nth % ODD.length === turn)
}

/** The line, once for each of its values (of that type), with a mark in that place. */
function marked(value: unknown, type?: string): unknown[] {
  const here = (each: unknown) => (type === undefined || typeof each === type ? [HERE] : [])
  if (Array.isArray(value)) {
    return value.flatMap((each, nth) =>
      [...here(each), ...marked(each, type)].map(one => value.with(nth, one)),
    )
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, each]) =>
    [...here(each), ...marked(each, type)].map(one => ({ ...value, [key]: one })),
  )
}

function change(value: unknown, odd: unknown): unknown {
  if (value === HERE) return odd
  if (Array.isArray(value)) return value === odd ? value : value.map(each => change(each, odd))
  if (!isObject(value) || value === odd) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, odd)]))
}
