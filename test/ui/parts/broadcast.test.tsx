import { Box } from 'ink'
import type { ReactNode } from 'react'
import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Receipt } from '../../../src/state/model/receipt.ts'
import { width } from '../../../src/state/text/text.ts'
import { Footer } from '../../../src/ui/app/footer.tsx'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { StatusLine } from '../../../src/ui/app/status-line.tsx'
import { Composer } from '../../../src/ui/compose/composer-dialog.tsx'
import { Receipts } from '../../../src/ui/compose/receipts-dialog.tsx'
import { Recipients } from '../../../src/ui/compose/recipients-dialog.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { SessionList } from '../../../src/ui/sessions/session-list.tsx'
import { layoutOf } from '../../../src/ui/view/layout.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { fleet, LAB, later, pane, session, target } from '../fleet.ts'
import { printed } from './printed.tsx'

const SIZES = [
  [80, 24],
  [160, 45],
] as const

const PAST = session(2, 'shell', { panes: [pane('%2', { inMode: true })] })

function marked(columns: number, rows: number): UiState {
  const state = fleet({ ...LAB, local: [session(1, 'notes'), PAST] }, { columns, rows })
  return later(state, { type: 'mark', what: 'shown' })
}

function pressing(state: UiState, ...keys: readonly string[]): UiState {
  return keys.reduce((before, key) => {
    const pressed = resolveKey(before, key)
    return 'intents' in pressed ? later(before, ...pressed.intents) : before
  }, state)
}

function dialog(state: UiState): string {
  const { view } = state
  return printed(
    state,
    <Box width={view.columns} height={view.rows - 2}>
      {view.mode === 'compose' && view.composer && <Composer composer={view.composer} />}
      {view.mode === 'recipients' && view.composer && <Recipients composer={view.composer} />}
      {view.mode === 'receipts' && <Receipts />}
    </Box>,
  )
}

function within(state: UiState, node: ReactNode): string {
  const { columns, rows } = state.view
  return printed(
    state,
    <Box width={columns} height={rows}>
      {node}
    </Box>,
  )
}

/** Every line of the dialog is as wide as its border. */
function isAligned(text: string): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return new Set(lines.map(line => width(line.trimEnd()))).size === 1
}

function receipt(number: number, host: string, is: Partial<Receipt>): UiMessage {
  const seen = { word: 'waiting', open: false, ...is } as const
  return { type: 'receipt', id: 1, target: target(host, number), receipt: seen }
}

const typed = (text: string): UiMessage => ({ type: 'typed', text })
const shows = (text: string, ...parts: readonly string[]) => {
  for (const part of parts) expect(text).toContain(part)
  expect(isAligned(text)).toBe(true)
}

describe.each(SIZES)('%ix%i', (columns, rows) => {
  const state = marked(columns, rows)
  const composed = later(pressing(state, 'B'), typed('first line\n\tsecond \u0007 日本'))

  test('the composer', () => {
    shows(
      dialog(composed),
      '▸ Compose',
      '6 panes: local/notes:0.0',
      'submit: paste the text, then Enter',
    )
    shows(dialog(composed), 'all panes  ctrl-g', 'first line', '␉second ␇ 日本', 'line 2 of 2')
  })

  test('the composer with a long text shows the lines around the cursor, broken', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index} ${'x'.repeat(150)}.`)
    const text = dialog(later(pressing(state, 'B'), typed(lines.join('\n'))))
    shows(text, 'line 59 x', 'line 60 of 60', 'x.')
    expect(text).not.toContain('line 2 x')
  })

  test('the recipients: who gets the text, who does not, and why', () => {
    const text = dialog(pressing(composed, 'Enter'))
    shows(text, '▸ Recipients 5 of 6', 'first line (2 lines)', 'enter sends it')
    shows(text, '● local/notes:0.0', '⊘ local/shell:0.0', 'refused: The pane is in copy mode')
  })

  test('the number is asked for', () => {
    const asked = { ...composed, settings: { ...composed.settings, confirmAbove: 4 } }
    const text = dialog(later(pressing(asked, 'Enter'), typed('5')))
    shows(text, 'Type 5 to send it to 5 panes: 5')
  })

  test('the receipts: a glyph for each state, and the reasons of failures', () => {
    const failure = makeFailure({
      kind: 'late',
      what: 'The pane took too long.',
      hint: 'Try again.',
    })
    const state = later(
      pressing(composed, 'Enter', 'Enter'),
      receipt(1, 'local', { word: 'submitted' }),
      receipt(1, 'lab1', { word: 'delivered' }),
      receipt(2, 'lab1', { word: 'echoed' }),
      receipt(3, 'lab1', { word: 'failed', failure, typed: 'text' }),
    )
    const text = dialog(state)
    shows(text, '▸ Delivery report', 'first line (2 lines)', 'Still in progress.')
    shows(
      text,
      'Sent to 3 of 6. ',
      '1 submitted, 1 echoed, 1 delivered, 1 waiting, 1 failed, 1 refused.',
    )
    shows(text, '✓ submitted  local/notes:0.0', '○ delivered', '◐ echoed', '◌ waiting', '⊘ refused')
    expect(text).toMatch(/✗ failed +lab1\/s2:0.0 +The pane took too/)
  })

  test('marked rows have a glyph, and the status line shows their number', () => {
    const { sessions, status } = layoutOf(state.view)
    const other = pressing(state, 'u', 'Space')
    const list = (of: UiState) =>
      sessions && within(of, <SessionList area={{ ...sessions, x: 0, y: 0 }} />)
    expect(list(state)).toContain('◆ notes')
    expect(list(other)).toContain('◆ notes')
    expect(list(other)).not.toContain('◆ shell')
    const line = (of: UiState) => within(of, <StatusLine area={{ ...status, y: 0 }} />)
    expect(line(other)).toMatch(/ 1 marked\s*$/)
    expect(line(later(other, { type: 'filter', text: 'lab1' }))).toContain(
      '1 marked, 1 of them hidden',
    )
  })

  test('the footer says how a new line is made', () => {
    const { footer } = layoutOf(composed.view)
    const text = within(composed, <Footer area={{ ...footer, y: 0 }} />)
    for (const part of ['enter go on', 'alt-enter new line', 'ctrl-o editor'])
      expect(text).toContain(part)
  })
})

test('a table with too many rows scrolls', () => {
  const many = Array.from({ length: 40 }, (_, index) => session(index, `s${index}`))
  const all = later(fleet({ local: many }), { type: 'mark', what: 'shown' })
  const recipients = pressing(later(pressing(all, 'B'), typed('x')), 'Enter')
  expect(dialog(recipients)).toContain('14 of 40')
  expect(dialog(pressing(recipients, 'Down'))).toContain('15 of 40')
  const receipts = pressing(later(recipients, typed('40')), 'Enter')
  expect(dialog(receipts)).toContain('14 of 40')
  expect(dialog(pressing(receipts, 'G'))).toContain('local/s39:0.0')
})
