import { describe, expect, test } from 'vitest'
import { readQuiet } from './quiet-screen.ts'

/** What GitHub Copilot CLI 1.0.102 draws, after its own code. */
const transcript =
  ' [Current]  Sessions   Issues\n\n ❯ do it             00:32 ┃\n\n ● I look at the parser.   ┃\n\n'
const TITLE = 'do it - GitHub Copilot'
const WIDTHS = [60, 80, 120] as const

function read(screen: string, at: readonly [number, number] | 'hidden' = 'hidden') {
  return readQuiet('copilot', transcript + screen, { title: TITLE, at })
}

function field(width: number, below: string): string {
  const ruler = '─'.repeat(width)
  return ` ~/project\n${ruler}\n❯ \n${ruler}\n${below}`
}

function box(width: number, body: readonly string[], keys: string): string {
  const rows = [...body, '', keys].map(row => `│ ${row.padEnd(width - 4)} │`)
  return [`╭${'─'.repeat(width - 2)}╮`, ...rows, `╰${'─'.repeat(width - 2)}╯`].join('\n')
}

function bars(width: number, rows: readonly string[], below = ''): string {
  const inside = rows.map(row => `┃ ${row}`).join('\n')
  return `╻${'▄'.repeat(width - 1)}\n${inside}\n╹${'▀'.repeat(width - 1)}\n${below}`
}

describe('works, whatever its model calls what it does', () => {
  test.each(['Exploring the parser', 'Executing', 'Waiting for background agents'])('%s', name => {
    for (const keys of ['esc esc edit prompt', 'esc esc stop agents', 'esc again to stop agents'])
      for (const width of WIDTHS)
        expect(read(field(width, ` ◎ ${name} · 79 B ${keys}     m1`), [2, 8])?.state).toBe(
          'working',
        )
  })

  test.each([' esc again to rewind', ' esc again to clear input', ' ← open sidebar · Interactive'])(
    'at rest: %s',
    below => {
      expect(read(field(80, below), [2, 8])?.state).toBe('idle')
    },
  )
})

describe('the key that cancels a dialog is no sign of work, whatever the other keys do', () => {
  test.each([
    'enter remove · esc cancel',
    'enter to authenticate · esc to cancel',
    'enter to continue anyway · esc to cancel',
    'ctrl+s to save · tab to switch fields · esc to cancel',
    'esc cancel authorization',
    'enter discard · esc keep comments',
    'any key dismiss',
  ])('%s', keys => {
    for (const width of WIDTHS) {
      expect(read(box(width, ['Remove setting?', 'model'], keys))?.state).toBe('waiting')
      const ruler = '─'.repeat(width)
      expect(read(`${ruler}\n Remove setting?\n model\n\n ${keys}\n${ruler}`)?.state).toBe(
        'waiting',
      )
    }
  })
})

test.each([' Press any key to copy to clipboard and open browser...', ' Press any key to retry'])(
  'an indented line that asks for a key is waited for: %s',
  line => {
    expect(read(` Waiting for authorization...\n${line}`)?.state).toBe('waiting')
  },
)

describe('its input field between bars', () => {
  test.each([
    ['empty', [''], ' ← open sidebar · Interactive · / commands', 'idle'],
    ['a draft', ['mend it', 'then enter the room'], ' ← open sidebar · Interactive', 'idle'],
    ['at work', [''], ' ● Exploring the parser esc esc interrupt', 'working'],
    ['a form', ['Which one?', '', 'enter accept · ctrl+d decline · esc cancel'], '', 'waiting'],
    ['an address', ['notes wants you to visit', '', 'enter open · esc cancel'], '', 'waiting'],
    ['an opened address', ['Opened in browser.', '', 'any key dismiss'], '', 'waiting'],
  ] as const)('%s', (_, rows, below, state) => {
    for (const width of WIDTHS) {
      const screen = ` ~/project\n${bars(width, rows, below)}`
      expect(read(screen, state === 'waiting' ? 'hidden' : [2, 8])?.state).toBe(state)
    }
  })
})
