import { expect, test } from 'vitest'
import { createPainter, type Painter } from '../../../src/ui/paint/painter.ts'
import { createFakeTerminal, type FakeTerminal } from './terminal.ts'

const ENTER = '\x1b[?1049h'
const AREA = { x: 2, y: 1, width: 5, height: 2 }

const start = (
  terminal: FakeTerminal,
  colour: 'none' | '16' | '256' | 'true' = 'true',
): Painter => {
  const painter = createPainter(terminal, { colour })
  painter.stdout.write(`${ENTER}\x1b[?25l`)
  painter.stdout.write('\x1b[?2026h')
  painter.stdout.write('┌───────┐\n│       │\n│       │\n└───────┘')
  painter.stdout.write('\x1b[?2026l')
  painter.place('pane', AREA)
  terminal.writes.length = 0
  return painter
}

const painted = async (
  lines: readonly string[],
  unicode: '6' | 'modern' = 'modern',
): Promise<string[]> => {
  const terminal = createFakeTerminal(12, 5, unicode)
  const painter = start(terminal)
  painter.show('pane', { lines })
  painter.flush()
  return terminal.text()
}

test('a pane is cut to its place and padded', async () => {
  expect(await painted(['longer than that', 'x'])).toEqual([
    '┌───────┐',
    '│ longe │',
    '│ x     │',
    '└───────┘',
    '',
  ])
})

test('no glyph pushes a border, not even in a terminal that draws emoji one cell wide', async () => {
  const lines = ['👩⚡a日', '❤e\u0301日日']
  expect((await painted(lines)).slice(1, 3)).toEqual(['│ 👩⚡a │', '│ ❤e\u0301日  │'])
  const narrow = (await painted(lines, '6')).slice(1, 3)
  expect(narrow.map(line => line.at(-1))).toEqual(['│', '│'])
  expect(narrow[0]).toBe('│ 👩 ⚡ a │')
})

test('only changed cells are written, in one write, and nothing when nothing changed', () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.show('pane', { lines: ['abc', 'def'] })
  painter.flush()
  painter.show('pane', { lines: ['abX', 'def'] })
  painter.flush()
  painter.show('pane', { lines: ['abX', 'def'] })
  painter.flush()
  expect(terminal.writes).toHaveLength(2)
  expect(terminal.writes[1]).toBe('\x1b[?2026h\x1b[m\x1b[2;5HX\x1b[?2026l')
})

test('what Ink erases of a pane comes back in the same write', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.show('pane', { lines: ['abc'] })
  painter.flush()
  terminal.writes.length = 0
  for (const bytes of ['\x1b[?2026h', '\x1b[3A\x1b[E\x1b[1G\x1b[K>       │\n\x1b[E', '\x1b[?2026l'])
    painter.stdout.write(bytes)
  expect(terminal.writes).toEqual(['\x1b[?2026h\x1b[m\x1b[2;1H>\x1b[?2026l'])
  expect((await terminal.text())[1]).toBe('> abc   │')
})

test('hide shows what Ink drew there, place brings the newest content back', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.show('pane', { lines: ['old'] })
  painter.flush()
  painter.hide('pane')
  painter.show('pane', { lines: ['new'] })
  painter.flush()
  expect((await terminal.text())[1]).toBe('│       │')
  painter.place('pane', AREA)
  painter.flush()
  expect((await terminal.text())[1]).toBe('│ new   │')
  painter.remove('pane')
  painter.flush()
  expect((await terminal.text())[1]).toBe('│       │')
})

test('a terminal that is behind gets the newest frame only', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  terminal.behind = true
  for (const line of ['one', 'two', 'three', 'four']) {
    painter.show('pane', { lines: [line] })
    painter.flush()
    painter.stdout.write('\x1b[1G')
  }
  expect(terminal.writes).toHaveLength(1)
  terminal.drain()
  expect(terminal.writes).toHaveLength(2)
  expect((await terminal.text())[1]).toBe('│ four  │')
})

test('the cursor is an inverse cell, and leaves none behind', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  const inverse = async () =>
    (await terminal.cells()).map(row =>
      row.split('|').findIndex(cell => cell.endsWith(',67108864')),
    )
  painter.show('pane', { lines: ['abc', 'def'], cursor: { x: 1, y: 0 } })
  painter.flush()
  expect(await inverse()).toEqual([-1, 3, -1, -1, -1])
  painter.show('pane', { lines: ['abc', 'def'], cursor: { x: 4, y: 1 } })
  painter.flush()
  expect(await inverse()).toEqual([-1, -1, 6, -1, -1])
  painter.show('pane', { lines: ['abc', 'def'], cursor: { x: 9, y: 1 } })
  painter.flush()
  expect(await inverse()).toEqual([-1, -1, -1, -1, -1])
})

test('a pane can be looked at from another line and column', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  const lines = ['0123456', 'a日bcdef', 'ghijkl']
  painter.show('pane', { lines, from: { line: 1, column: 2 } })
  painter.flush()
  expect((await terminal.text()).slice(1, 3)).toEqual(['│  bcde │', '│ ijkl  │'])
  painter.show('pane', { lines, from: { line: 0, column: 0 } })
  painter.flush()
  expect((await terminal.text()).slice(1, 3)).toEqual(['│ 01234 │', '│ a日bc │'])
})

test('off the alternate screen Ink writes to the terminal itself and nothing is painted', () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.stdout.write('\x1b[?1049l')
  painter.show('pane', { lines: ['abc'] })
  painter.flush()
  painter.stdout.write('bye\n')
  expect(terminal.writes).toEqual(['\x1b[?25h\x1b[?1049l', 'bye\n'])
  painter.stdout.write(ENTER)
  painter.stdout.write('\x1b[?2026h\x1b[?2026l')
  expect(terminal.writes.slice(2).join('')).toContain('abc')
})

test('modes that Ink sets reach the terminal, a title in its text does not', () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.stdout.write('\x1b[?2004h')
  painter.stdout.write('\x1b]0;title\x07\x1b]52;c;eA==\x07\x07')
  expect(terminal.writes).toEqual(['\x1b[?2004h'])
})

test('a pane outside the screen or without room is no error', async () => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal)
  painter.show('pane', { lines: ['abcdefghijklmnop', 'second', 'third'] })
  for (const area of [
    { x: 9, y: 4, width: 9, height: 9 },
    { x: 40, y: 40, width: 3, height: 3 },
    { x: 0, y: 0, width: 0, height: 0 },
  ]) {
    painter.place('pane', area)
    painter.flush()
  }
  expect(await terminal.text()).toEqual(['┌───────┐', '│       │', '│       │', '└───────┘', ''])
})

test.each([
  ['none', '\x1b[1;38;5;196;48;2;0;0;255mx', '\x1b[0;1m'],
  ['none', '\x1b[7;31;102mx', '\x1b[0;7m'],
  ['16', '\x1b[1;38;5;196;48;2;0;0;230mx', '\x1b[0;1;91;44m'],
  ['16', '\x1b[38;5;9mx', '\x1b[0;91m'],
  ['256', '\x1b[38;2;255;0;0;48;5;3mx', '\x1b[0;38;5;196;48;5;3m'],
  ['true', '\x1b[38;2;255;0;1mx', '\x1b[0;38;2;255;0;1m'],
] as const)('with %s colours %j is drawn %j', (colour, line, look) => {
  const terminal = createFakeTerminal(12, 5)
  const painter = start(terminal, colour)
  painter.show('pane', { lines: [line] })
  painter.flush()
  expect(terminal.writes.join('')).toContain(`${look}x\x1b[m`)
})

test('changes close together share an address, those far apart have one each', () => {
  const terminal = createFakeTerminal(40, 5)
  const painter = start(terminal)
  painter.place('pane', { x: 0, y: 4, width: 40, height: 1 })
  painter.show('pane', { lines: ['0123456789abcdefghijklmnopqrst'] })
  painter.flush()
  painter.show('pane', { lines: ['X1X3456789abcdefghijklmnopqrsX'] })
  painter.flush()
  expect(terminal.writes.at(-1)).toBe('\x1b[?2026h\x1b[m\x1b[5;1HX1X\x1b[5;30HX\x1b[?2026l')
})

test('wide characters of Ink that a pane covers by half become spaces', async () => {
  const terminal = createFakeTerminal(12, 1)
  const painter = createPainter(terminal)
  painter.stdout.write(ENTER)
  painter.place('pane', { x: 3, y: 0, width: 4, height: 1 })
  painter.show('pane', { lines: ['abcd'] })
  painter.stdout.write('日本語日本語')
  expect(await terminal.text()).toEqual(['日 abcd 本語'])
})
