import { describe, expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { pad } from '../../../../src/state/text/text.ts'

interface Seen {
  readonly command?: string
  readonly x?: number
  readonly y?: number
  readonly moved?: number
}

/** The cursor is hidden unless its place is given. */
function read(lines: readonly string[], { command = 'cline', x, y, moved = -60_000 }: Seen = {}) {
  const pane = { command: clean(command), title: clean(''), ours: false } as Pane
  const cursor = { x: x ?? 0, y: y ?? 0, visible: y !== undefined }
  return readObservation(bundled, { pane, agent: null, lines, moved, cursor }, 0).reading
}

const WIDTH = 60
const FROM = 20

/** Cline at its prompt, with an answer above. */
const BEHIND = [
  ' ❯ mend the parser',
  '',
  ' * The parser is mended, and all of its tests pass again. Nothing else was changed, and what it printed before',
  '   it prints again.',
  ...Array.from({ length: 16 }, () => ''),
  '─'.repeat(100),
  '❯ Ask anything...',
  '─'.repeat(100),
  ' m1 (0) $0.00                                                                    ○ Plan ● Act (Tab)',
  ' project',
  ' Auto-approve all disabled (Shift+Tab)',
]

/** The screen with these rows over it, from row 4 on, with a background of their own. */
function under(rows: readonly string[], behind = BEHIND): readonly string[] {
  const over = ['', ...rows].map(row => `\x1b[48;5;235m${pad(` ${row}`, WIDTH)}\x1b[48;5;0m`)
  return behind.map((line, at) => {
    const row = over[at - 4]
    return row === undefined ? line : pad(line.slice(0, FROM), FROM) + row
  })
}

const THEMES = [
  'Theme                                                 esc',
  '',
  '❯ Dark  ■■■  (current)',
  '  Light ■■■',
  '',
]

describe('a dialog of Cline over its prompt asks', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      'themes',
      [...THEMES, '↑/↓ preview, Enter to apply, Esc to cancel'],
      ['Enter Dark  ■■■  (current)'],
    ],
    ['help', ['Keyboard', '', 'Enter  Submit prompt', '', 'Esc/Enter to close'], []],
    ['an item', ['deploy', '', 'Path', '/home/dev/x.md', '', 'Tab/Enter/Esc to go back'], []],
    [
      'an update',
      ['Update required', '', 'Press Enter to update now, Esc to keep the Hub running'],
      [],
    ],
    ['an offer', ['Try it', '', 'Open', '', 'Press Enter to open, any other key to close'], []],
    ['a login', ['Cline', '', 'Your code:', 'ABCD', '', 'Press any key to cancel'], []],
    [
      'a session to be deleted, where Enter is no answer',
      [
        'Delete this session? (y/n)',
        '',
        '❯ mend it',
        '  test it',
        '',
        'Enter to resume, Esc to close',
      ],
      [],
    ],
  ])('%s', (_, rows, choices) => {
    const reading = read(under(rows))
    expect(reading).toMatchObject({ agent: 'cline', state: 'waiting' })
    expect(reading?.question?.choices.map(({ key, label }) => `${key} ${label}`)).toEqual(choices)
  })

  test('for a text only if it is a form', () => {
    const kind = (hint: string) =>
      read(under(['A title', '', 'Some words', '', hint]))?.question?.kind
    expect(kind('Type to search, Esc to close')).toBe('choice')
    expect(kind('Tab/Enter/Esc to go back')).toBe('choice')
    expect(kind('Enter to save, Esc to go back')).toBe('text')
  })

  test('with the cursor in its field for a search, and while it is animated', () => {
    const rows = under(['Skills', '', 'Search skills...', '', 'Type to filter, Esc to close'])
    expect(read(rows, { x: 24, y: 7 })?.state).toBe('waiting')
    expect(read(rows, { moved: -100 })?.state).toBe('waiting')
  })

  test('where nobody knows the cursor, as before a text is sent', () => {
    const pane = { command: clean('cline'), title: clean(''), ours: false } as Pane
    const lines = under([...THEMES, '↑/↓ preview, Enter to apply, Esc to cancel'])
    const seen = { pane, agent: null, lines, moved: -60_000 }
    expect(readObservation(bundled, seen, 0).reading?.state).toBe('waiting')
  })

  test('in a narrow terminal, where it leaves one column', () => {
    const over = ['', ...THEMES, 'Enter to apply, Esc to cancel']
    const lines = over.map(row => ` \x1b[48;5;235m${pad(row, 38)}\x1b[48;5;0m`)
    expect(read([...BEHIND.slice(0, 2), ...lines, ' project'])?.state).toBe('waiting')
  })
})

describe('an answer that shows a dialog with a background does not ask', () => {
  const shown = under([...THEMES, '↑/↓ preview, Enter to apply, Esc to cancel'])

  test('while the cursor is in the input field', () => {
    expect(read(shown, { x: 2, y: 21 })?.state).toBe('idle')
  })

  test('while the input field has a cursor that the agent draws', () => {
    const drawn = shown.map(line => line.replace('❯ Ask', '❯ \x1b[7mA\x1b[27msk'))
    expect(read(drawn)?.state).toBe('idle')
  })

  test('while the agent works', () => {
    const busy = shown.map(line => line.replace(' * The', ' ⠙ The'))
    expect(read(busy, { x: 2, y: 21 })?.state).toBe('working')
  })

  test('nor does a block that names no key, whoever draws it', () => {
    const table = under(['Name    Size', '', 'a.txt   12', 'b.txt   40', 'c.txt   7'])
    expect(read(table)?.state).toBe('idle')
    expect(read(table.slice(0, 20), { command: 'mystery' })).toBeNull()
  })

  test('nor does one that begins at the left edge: the program has no rest behind it', () => {
    const whole = shown.map(line => line.replace(/^.{20}(?=\x1b\[48)/u, ''))
    expect(read(whole.slice(0, 20), { command: 'mystery', x: 1, y: 19 })).toBeNull()
  })
})
