import { expect, test } from 'vitest'
import { createHostScriptReader } from '../../../src/backend/host-script/host-script.ts'
import { createControlReader } from '../../../src/backend/tmux/channel/control-mode-parser.ts'
import {
  ANSWER_BYTES,
  ANSWER_LINES,
  answerLimitOf,
  LINE_BYTES,
  NOISE,
} from '../../../src/backend/tmux/host-limit.ts'
import { readListing } from '../../../src/backend/tmux/listing.ts'
import { countOf } from '../../../src/backend/tmux/number.ts'

const nonce = '0123456789abcdef'
const PIECE = 64 * 1024

/** Feeds the same piece until it is refused; returns how many bytes were taken before, and why no more. */
function flood(piece: string, take: (chunk: Buffer) => unknown) {
  const chunk = Buffer.from(piece.repeat(Math.ceil(PIECE / piece.length)).slice(0, PIECE))
  for (let taken = 0; taken < 4 * ANSWER_BYTES; taken += chunk.length) {
    try {
      take(chunk)
    } catch (error) {
      return { taken, why: error instanceof Error ? error.message : String(error) }
    }
  }
  return { taken: Number.POSITIVE_INFINITY, why: 'it was never refused' }
}

const control = () => createControlReader(() => {}).read
const inBlock = () => {
  const read = control()
  read(Buffer.from('%begin 1 2 1\n'))
  return read
}
const mux = () => createHostScriptReader(nonce)

test.each([
  ['a line that never ends', 'x', LINE_BYTES, 'a line longer than 1 MiB', control],
  ['such a line in an answer', 'x', LINE_BYTES, 'a line longer than 1 MiB', inBlock],
  [
    'lines that are no protocol',
    'noise\n',
    NOISE,
    'more than 4 MiB that fleetmux did not request',
    control,
  ],
  ['empty lines', '\n', NOISE, 'more than 4 MiB that fleetmux did not request', control],
  ['an answer without end', `${'y'.repeat(1000)}\n`, ANSWER_BYTES, 'longer than 64 MiB', inBlock],
  ['the same in short lines', 'y\n', 2 * ANSWER_LINES, 'or 1,000,000 lines', inBlock],
  ['the same in empty lines', '\n', ANSWER_LINES, 'or 1,000,000 lines', inBlock],
  [
    'on stderr, a line that never ends',
    'x',
    LINE_BYTES,
    'a line longer than 1 MiB',
    () => mux().stderr,
  ],
  ['on stderr, a banner without end', 'welcome\n', NOISE, '4 MiB', () => mux().stderr],
  ['before our mark, a profile that prints', 'hello\n', NOISE, '4 MiB', () => mux().stdout],
  [
    'sessions without end',
    `${nonce} session $1 0 1 1 3.3a\n`,
    2e6,
    '20,000 sessions',
    () => mux().stderr,
  ],
])('%s is refused at its limit', (_, piece, limit, why, reader) => {
  const refused = flood(piece, reader())
  expect(refused.why).toContain(why)
  expect(refused.taken).toBeLessThanOrEqual(limit + PIECE)
})

test('only the beginning is kept of an answer that nobody asked for', () => {
  const bodies: Buffer[] = []
  const { read } = createControlReader(event => {
    if (event.type === 'answer') bodies.push(event.body)
  })
  read(Buffer.from('%begin 1 2 1\n'))
  for (let at = 0; at < 20; at++) read(Buffer.from(`${'y'.repeat(LINE_BYTES / 2)}\n`))
  read(Buffer.from('%end 1 2 1\n'))
  expect(bodies.map(({ length }) => length)).toEqual([LINE_BYTES / 2])
})

test('an answer that is no list and no scrollback is as long as a screen at most', () => {
  expect(answerLimitOf(['display-message', '-p', 'x']).bytes).toBe(8 << 20)
  expect(answerLimitOf(['capture-pane', '-p', '-S', '-']).bytes).toBe(ANSWER_BYTES)
  expect(answerLimitOf(['show-buffer', '-b', 'x']).bytes).toBe(ANSWER_BYTES)
})

test('wakes without end are no noise', () => {
  const { stderr } = mux()
  const wakes = Buffer.from(`${nonce} wake a1 %7\n`.repeat(1000))
  for (let fed = 0; fed < 2 * NOISE; fed += wakes.length) expect(stderr(wakes)).toHaveLength(1000)
})

test.each(['-1', 'NaN', '', '1e9', '0x10', '99999999999999999999', ' 1', '1.5', 'Infinity'])(
  '%j is no count',
  text => {
    expect(countOf(text)).toBe(null)
  },
)

const SESSION = '$1 1700000000 1 0 0 name'
const PANE = '$1 @1 0 1 %1 0 1 80 24 99 0   0 0 0 0 1700000000 title'
const list = (sessions: string, panes: string) =>
  readListing(
    [sessions, '@1 window', panes, '%1 cat', '', '%1 ||'].map(text => Buffer.from(text)),
    () => false,
  )

test('a pane as tmux tells it is listed', () => {
  expect(list(SESSION, PANE)[0]?.panes[0]).toMatchObject({ width: 80, height: 24, pid: 99 })
})

test.each([
  PANE.replace(' 80 ', ' NaN '),
  PANE.replace(' 24 ', ' -24 '),
  PANE.replace(' 24 ', ' 10001 '),
  PANE.replace(' 99 ', ' 1e99 '),
  PANE.replace('%1', '%x'),
  PANE.replace('@1', '@'),
  PANE.replace('1700000000', '99999999999999'),
])('one that tmux cannot mean is left out: %s', pane => {
  expect(list(SESSION, pane)[0]?.panes).toEqual([])
})

test.each([
  SESSION.replace('$1', 'constructor'),
  SESSION.replace(' 1 0', ' -1 0'),
  SESSION.replace('1700000000', 'NaN'),
])('nor is such a session: %s', session => {
  expect(list(session, PANE)).toEqual([])
})
