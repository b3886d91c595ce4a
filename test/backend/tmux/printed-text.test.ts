import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLivePane, toScreen } from '../../../src/backend/tmux/live-pane.ts'
import { readPrinted, withPrinted } from '../../../src/backend/tmux/printed-text.ts'
import { createScreenReader } from '../../../src/backend/tmux/screen.ts'
import type { Screen } from '../../../src/state/model/live-pane.ts'
import { until } from '../../lab/process.ts'
import { type ProcessGuard, startProcessGuard } from '../../lab/process-guard.ts'

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const screen = (lines: readonly string[], x: number, y: number): Screen => ({
  ...{ lines, width: 20, height: 5, history: 0 },
  cursor: { x, y },
})

test.each([
  ['a text', 'hello, world', 'hello, world'],
  ['letters of several bytes', 'grüße', 'grüße'],
  ['a carriage return before it', '\\015again', '\ragain'],
  ['a line end', 'a\\015\\012', null],
  ['an escape', '\\033[1mx', null],
  ['a backslash', '\\134', null],
  ['nothing', '', null],
])('reads what tmux reports: %s', (_, reported, printed) => {
  expect(readPrinted(latin1(reported))).toBe(printed)
})

test('reads no half character, no character that turns the direction, no delete', () => {
  for (const text of [latin1('ü').slice(0, 1), latin1('a\u202eb'), 'a\x7f'])
    expect(readPrinted(text)).toBeNull()
})

test.each([
  ['at the end of the text', screen(['$ ec'], 4, 0), 'h', ['$ ech'], 5],
  ['over a text', screen(['one', 'abcdef'], 2, 1), 'XY', ['one', 'abXYef'], 4],
  ['far right of the text', screen(['a'], 4, 0), 'b', ['a   b'], 5],
  ['below all lines', screen(['a'], 0, 2), 'b', ['a', '', 'b'], 1],
  ['from the first column', screen(['abc'], 3, 0), '\rZ', ['Zbc'], 1],
  [
    'with colours elsewhere',
    screen(['\x1b[32mok\x1b[0m $ '], 5, 0),
    'x',
    ['\x1b[32mok\x1b[0m $ x'],
    6,
  ],
])('a short text is drawn at the cursor: %s', (_, before, printed, lines, x) => {
  const after = withPrinted(before, printed)
  expect(after?.lines).toEqual(lines)
  expect(after?.cursor).toEqual({ x, y: before.cursor?.y })
})

test.each([
  ['no cursor', { ...screen(['a'], 1, 0), cursor: null }, 'b'],
  ['the last column', screen(['a'], 18, 0), 'bc'],
  ['beside a colour', screen(['\x1b[32mok\x1b[0m'], 2, 0), 'b'],
  ['over half of a wide character', screen(['漢字'], 1, 0), 'b'],
  ['a wide character', screen(['a'], 1, 0), '漢'],
  ['a combining mark', screen(['a'], 1, 0), '\u0301'],
])('nothing is drawn where tmux may draw otherwise: %s', (_, before, printed) => {
  expect(withPrinted(before, printed)).toBeNull()
})

let dir: string
let guard: ProcessGuard
const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-S', join(dir, 's'), '-f', '/dev/null', ...args])
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmt-'))
  guard = startProcessGuard(dir)
  tmux(
    'new-session',
    '-d',
    '-s',
    'a',
    '-x',
    '20',
    '-y',
    '5',
    "printf '\\033[32mok\\033[0m $ '; exec cat",
  )
})
afterAll(async () => {
  tmux('kill-server')
  await guard.end()
})

const capture = (): [Buffer, Buffer] => [
  tmux(
    'display-message',
    '-p',
    '-t',
    '=a:',
    '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{history_size} 0',
  ),
  tmux('capture-pane', '-p', '-e', '-N', '-t', '=a:'),
]
const look = (): Screen => {
  const [facts, bytes] = capture()
  return toScreen(facts, createScreenReader().read(bytes))
}

test('a real tmux draws what was foreseen', async () => {
  await until('the prompt', () => look().lines[0]?.includes('$'))
  for (const text of ['h', 'ello', ' ', 'ü', '~|']) {
    const foreseen = withPrinted(look(), text)
    tmux('send-keys', '-t', '=a:', '-l', text)
    await until(`${text} on the screen`, () => look().cursor?.x === foreseen?.cursor?.x)
    expect(look()).toEqual(foreseen)
  }
})

test('after a quiet moment a short text is shown before its capture, which corrects it', async () => {
  const shown: string[] = []
  const answers: ((row: string) => void)[] = []
  const live = createLivePane({
    client: {
      ...{ pushed: true, version: '3.3a', channel: '', server: '' },
      ask: () =>
        new Promise<Buffer[]>(resolve => {
          const facts = Buffer.from('20 5 1 0 1 0 0')
          answers.push(row => resolve([facts, Buffer.from(`${row}\n`)]))
        }),
      stream() {},
      unstream() {},
    },
    pane: '%1',
    isPushed: () => true,
    shown({ lines }) {
      shown.push(lines.join())
      // What is reported while a capture arrives may be what the capture shows already.
      if (shown.length === 1) live.wake('%1', 'x')
    },
    gone() {},
  })
  const answer = (row: string) =>
    until('a capture', () => {
      const settle = answers.shift()
      settle?.(row)
      return settle
    })
  await answer('$')
  await answer('$x')
  await until('the second screen', () => shown.length > 1)
  expect(shown).toEqual(['$', '$x'])
  const start = performance.now()
  await until('a quiet moment', () => performance.now() - start > 100)
  live.wake('%2', 'other')
  expect(shown).toHaveLength(2)
  live.wake('%1', 'y')
  expect(shown).toEqual(['$', '$x', '$y'])
  await answer('$xy')
  await until('the correction', () => shown.at(-1) === '$xy')
  live.stop()
})
