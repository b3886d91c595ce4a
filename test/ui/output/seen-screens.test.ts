import { describe, expect, test } from 'vitest'
import { update } from '../../../src/ui/app/update.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { noticesOf } from '../../../src/ui/output/notice.ts'
import { firstNew } from '../../../src/ui/output/seen-screens.ts'
import { shownOf } from '../../../src/ui/output/visible-rows.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { fleet, NOW, numbered, screen, target } from '../fleet.ts'

const HERE = target('local', 1)
const AWAY: UiMessage = { type: 'follow', target: target('local', 2) }
const BACK: UiMessage = { type: 'follow', target: HERE }
const show = (lines: readonly string[], history = 0): UiMessage => ({
  type: 'screen',
  target: HERE,
  screen: screen(lines, { history, width: 20 }),
})

/** Messages and the milliseconds that pass before each. */
function played(...messages: readonly (UiMessage | number)[]): UiState {
  let at = NOW
  return messages.reduce<UiState>((state, message) => {
    if (typeof message === 'number') at += message
    return typeof message === 'number' ? state : update(state, message, at).state
  }, fleet())
}

const looked = [BACK, show(['one', 'two', '> ']), 2000, AWAY, 60_000, BACK] as const
const ruled = (state: UiState) => shownOf(state).lines.filter(line => line.startsWith('\x1b[4m'))

describe('coming back to a pane', () => {
  test('shows a line below the old output', () => {
    const state = played(...looked, show(['one', 'two', 'three', '> ']))
    expect(ruled(state)).toEqual([`\x1b[4mtwo${' '.repeat(17)}\x1b[0m`])
    expect(state.reading.fresh).toMatchObject({ at: NOW + 2000, line: 2, count: 2, isFar: false })
  })

  test('shows no line without new output, on a first visit, or after a short look', () => {
    expect(played(...looked, show(['one', 'two', '> '])).reading.fresh).toBeNull()
    expect(played(BACK, show(['one'])).reading.fresh).toBeNull()
    const passed = [BACK, show(['one']), 500, AWAY, 60_000, BACK, show(['one', 'two'])] as const
    expect(played(...passed).reading.fresh).toBeNull()
  })

  test('the line keeps its place while more output arrives', () => {
    const state = played(
      ...looked,
      show(['one', 'two', 'three']),
      show(['two', 'three', 'four'], 1),
    )
    expect(ruled(state)).toHaveLength(1)
    expect(ruled(state)[0]).toContain('two')
  })

  test('says how many new lines are above the visible ones, and the key goes to the first', () => {
    const lines = numbered(0, 40)
    const state = played(...looked, show(lines.slice(-24), 16))
    expect(noticesOf(state)[0]?.text).toMatch(/^37 new lines since you looked at \d\d:\d\d/)
    const asked = update(state, { type: 'to-new' }, NOW)
    expect(asked.commands).toEqual([{ type: 'history', target: HERE, lines: 'all' }])
    const all = ['one', 'two', ...lines.slice(2)]
    const history: UiMessage = { type: 'history', target: HERE, lines: all, above: 0 }
    const there = update(asked.state, history, NOW).state
    expect(shownOf(there).lines[0]).toContain('two')
    expect(ruled(there)).toHaveLength(1)
    expect(noticesOf(there)).toEqual([])
  })

  test('the key says if there is no new output', () => {
    const state = played(BACK, show(['one']), { type: 'to-new' })
    expect(state.view.toast?.text).toMatch(/^No new output/)
    expect(state.reading.paused).toBeNull()
  })

  test('the line keeps the colours of its text', () => {
    const red = 'a \x1b[31mred\x1b[0m end'
    const first = [BACK, show([red]), 2000, AWAY, 1, BACK] as const
    const line = ruled(played(...first, show([red, 'new'])))[0]
    expect(line).toBe(`\x1b[4ma \x1b[31m\x1b[4mred\x1b[0m\x1b[4m end${' '.repeat(11)}\x1b[0m`)
  })
})

describe('the first line that is new', () => {
  const look = { at: NOW, history: 100, lines: ['a', 'b', '', '> '] }

  test.each([
    ['nothing', 100, ['a', 'b', '', '> '], null],
    ['what came after', 100, ['a', 'b', '', '> ', 'c'], 104],
    ['what is drawn over an input line', 100, ['a', 'b', 'c', '', '> '], 102],
    ['a first row that ticks', 100, ['x', 'b', '', '> '], 100],
    ['what came where all of it has scrolled out', 120, ['x', 'y'], 104],
    ['what came where half of it has', 102, ['', '> ls', 'c'], 103],
    ['all, after the scrollback was cleared', 0, ['x'], 0],
    ['nothing, where lines were only taken away', 100, ['a', 'b'], null],
  ])('%s', (_, above, lines, line) => {
    expect(firstNew(look, above, lines)).toBe(line)
  })
})
