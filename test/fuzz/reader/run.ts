import { readdirSync, readFileSync } from 'node:fs'
import { createLineReader } from '../../../src/backend/runs/line-reader.ts'
import { readRows } from '../../../src/backend/runs/run-description.ts'
import { dialectOf } from '../../../src/state/runs/dialects/dialects.ts'
import { eventBodySchema } from '../../../src/state/runs/event.ts'
import { createRunReader } from '../../../src/state/runs/reader/run-reader.ts'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { DIALECTS, type RunSpec } from '../../../src/state/runs/spec.ts'
import { hold, isCount } from '../finding.ts'
import { generate, many, maybe } from '../generate.ts'
import { damage, deep, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const MARK = '0123456789abcdef0123456789abcdef'
const SPEC: RunSpec = {
  ...{ version: 1, id: 'run', agent: 'claude', dialect: 'claude', title: '', cwd: '/w' },
  ...{ mark: MARK, created: 1, permissions: 'ask', tags: [] },
}
const SPEECH = { prompt: 'go', cwd: '/w', permissions: 'ask' } as const

/** Real lines of all agents. */
const LINES = readdirSync('test/fixtures/streams')
  .filter(name => name.endsWith('.ndjson'))
  .flatMap(name => readFileSync(`test/fixtures/streams/${name}`, 'utf8').trim().split('\n'))
  .map(text => JSON.parse(text))
  .map(value => (value.from === 'agent' ? value.line : value))

function line(random: Random): string {
  return writeJson(random, damage(random, LINES[random.int(LINES.length)] ?? {}))
}

/** One line in eight is of standard error, by its first character. */
export const runStreams: Reader = {
  name: 'streams of a run',
  holds: 'each event has its form, and the end its result, in whichever dialect the lines are read',
  make: random =>
    generate(random, {
      whole: each =>
        many(each, 8, () => (each.int(8) === 0 ? `!${MARK} ${note(each)}` : line(each))).join('\n'),
      atoms: [`!${MARK} `, '{"type":"result"', '{"method":', '"jsonrpc":"2.0"', '\n', '{}', 'null'],
    }),
  check(input) {
    for (const dialect of DIALECTS) readAll({ ...SPEC, dialect }, input)
  },
  worst: [
    deep('[', ']'),
    deep('{"message":', '}'),
    size => '\n'.repeat(size),
    size => `{"type":"assistant","message":{"content":"${' '.repeat(size)}x"}}`,
    size =>
      '{"type":"stream_event","event":{"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}}\n'.repeat(
        size / 105,
      ),
    size => `!${MARK} in 1 ${'a '.repeat(size / 2)}`,
  ],
  costs: 3,
}

function note(random: Random): string {
  return random.pick([
    'started 1',
    `in ${random.int(2000)} answer.r1 ${line(random)}`,
    `ended ${random.int(300)} ${random.int(100)} 5 ${maybe(random, 'timeout')}`,
    'gone 0',
  ])
}

function readAll(spec: RunSpec, input: string): void {
  const reader = createRunReader(spec, dialectOf(spec, SPEECH))
  const take = (source: 'stdout' | 'stderr', text: string, end: number) => {
    for (const event of reader.read({ source, text, end }, 1)) {
      eventBodySchema.parse(event)
      hold(/^\d+(\.\d+)?-\d+(\.\d+)?$/.test(event.id), 'an event without a place')
    }
  }
  const lines = createLineReader('stdout', 0, ({ text, end }) =>
    text.startsWith('!') ? take('stderr', text.slice(1), end) : take('stdout', text, end),
  )
  lines.add(Buffer.from(input))
  lines.flush()
  take('stderr', `${MARK} ended 0 0 5 `, lines.end + 1)
  const result = reader.result()
  // An end may have been told before with more output than there is: then that is waited for.
  hold(result !== null || / (ended|gone) /.test(input), 'an end without a result')
  if (result) runResultSchema.parse(result)
  for (const { key } of reader.pending())
    hold(/^[A-Za-z0-9.-]{1,80}$/.test(key), 'a key that a host would not take')
}

export const runRows: Reader = {
  name: 'runs of a host',
  holds: 'a run has an id that can be a name of a directory, and figures; another is left out',
  make: random =>
    generate(random, {
      whole: each =>
        many(
          each,
          4,
          () =>
            `${each.pick(['running', 'ended', 'gone'])} ${each.pick(['-', '0', '300'])}\n${writeJson(each, damage(each, SPEC))}\n`,
        ).join(''),
      atoms: ['running -\n', '\n', '{"version":1', '"../x"', '-'],
    }),
  check(input) {
    for (const { spec, code } of readRows('host', input)) {
      hold(/^[A-Za-z0-9][\w.-]{0,63}$/.test(spec.id), 'an id that is no name')
      hold(code === null || isCount(code), 'a code that is none')
    }
  },
  worst: [size => 'running -\n{}\n'.repeat(size / 13), size => '\n'.repeat(size), deep('[', ']')],
}
