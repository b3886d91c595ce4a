import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { linesBelow, liveRows, shownOf } from '../../../src/ui/output/visible-rows.ts'
import {
  down,
  fleet,
  later,
  numbered,
  pane,
  run,
  SERVER,
  screen,
  session,
  target,
} from '../fleet.ts'

const HERE = target('local', 1)
const HEIGHT = 11
const seen = (state: UiState) => {
  const { lines, from } = shownOf(state)
  return lines.slice(from.line, from.line + HEIGHT)
}
const show = (lines: readonly string[], history = 0) =>
  ({ type: 'screen', target: HERE, screen: screen(lines, { history }) }) as const
const focused = (state: UiState) => later(state, { type: 'focus', panel: 'output' })

describe('following', () => {
  test('shows the screen of the followed pane and of no other', () => {
    const state = later(fleet(), show(['mine']), {
      type: 'screen',
      target: target('local', 2),
      screen: screen(['other']),
    })
    expect(state.output.screen?.lines).toEqual(['mine'])
  })

  test('refuses the pane that fleetmux runs in, with the reason', () => {
    const own = session(1, 'a', { panes: [pane('%1', { ours: true })] })
    const { state, commands } = run(fleet({ local: [own] }), { type: 'follow', target: HERE })
    expect(state.output.failure?.what).toBe('fleetmux itself runs in this pane.')
    expect(commands).toEqual([{ type: 'follow', target: null }])
  })

  test('reports that the session was renamed and continues', () => {
    const state = later(fleet(), {
      type: 'sessions',
      host: 'local',
      sessions: [session(1, 'plans')],
    })
    expect(state.output).toMatchObject({
      note: 'Session notes was renamed to plans.',
      target: HERE,
    })
    expect(state.output.failure).toBeUndefined()
  })

  test.each([
    [
      'session',
      { type: 'sessions', host: 'local', sessions: [session(2, 'shell')] },
      'Session notes has ended.',
    ],
    [
      'pane',
      { type: 'sessions', host: 'local', sessions: [session(1, 'notes', { panes: [pane('%9')] })] },
      'The pane that was followed in notes has closed.',
    ],
    [
      'server',
      { type: 'server', host: 'local', server: { state: 'none' } },
      'The tmux server has ended.',
    ],
    [
      'new server',
      { type: 'server', host: 'local', server: { ...SERVER, pid: 99 } },
      'The tmux server was restarted.',
    ],
    [
      'host',
      { type: 'configured', hosts: [], settings: fleet().settings },
      'local was removed from the fleet.',
    ],
  ] as const)('tells that the %s is gone and keeps the last screen', (_, message, what) => {
    const { state, commands } = run(later(fleet(), show(['last words'])), message)
    expect(state.output.failure?.what).toBe(what)
    expect(state.output.screen?.lines).toEqual(['last words'])
    expect(commands).toContainEqual({ type: 'follow', target: null })
    expect(later(state, show(['late'])).output.screen?.lines).toEqual(['last words'])
  })

  test('keeps the screen while the connection is down and requests it again when it is up', () => {
    const lost = down(later(fleet(), show(['before'])), 'local')
    expect(lost.output.screen?.lines).toEqual(['before'])
    const refused = later(lost, {
      type: 'unfollowed',
      target: HERE,
      failure: makeFailure({ kind: 'lost', what: 'The link dropped.' }),
    })
    const { state, commands } = run(refused, { type: 'link', host: 'local', link: { state: 'up' } })
    expect(state.output.failure).toBeUndefined()
    expect(commands).toContainEqual({ type: 'follow', target: HERE })
  })

  test('a pane of a host that is not connected is requested when the host connects', () => {
    const { state, commands } = run(down(fleet(), 'lab1'), {
      type: 'follow',
      target: target('lab1', 1),
    })
    expect(commands.filter(each => each.type === 'follow')).toEqual([])
    const back = run(state, { type: 'link', host: 'lab1', link: { state: 'up' } })
    expect(back.commands).toContainEqual({ type: 'follow', target: target('lab1', 1) })
  })
})

describe('live rows', () => {
  test.each([
    ['the end of a full screen', screen(numbered(0, 24)), { from: 13, to: 24 }],
    [
      'the start while little is written',
      screen([...numbered(0, 3), ...Array(21).fill('')]),
      { from: 0, to: 11 },
    ],
    [
      'the row of the cursor',
      screen(Array(24).fill(''), { cursor: { x: 0, y: 20 } }),
      { from: 10, to: 21 },
    ],
    ['all of a short screen', screen(numbered(0, 5)), { from: 0, to: 5 }],
  ])('%s', (_, of, expected) => {
    expect(liveRows(of, HEIGHT, false)).toEqual(expected)
  })

  test('the last lines of a program that has ended, far above what tmux says of it', () => {
    const said = 'Pane is dead (status 0, Mon Nov 30 07:11:58 2026)'
    const ended = screen([...numbered(0, 20), ...Array(19).fill(''), said], {
      cursor: { x: 0, y: 39 },
    })
    expect(liveRows(ended, HEIGHT, true)).toEqual({ from: 9, to: 20 })
    // tmux cuts its note at the width of the pane.
    const cut = screen([...numbered(0, 20), ...Array(19).fill(''), said.slice(0, 40)])
    expect(liveRows(cut, HEIGHT, true)).toEqual({ from: 9, to: 20 })
    // A session whose remain-on-exit-format is empty: the last row is the program's own.
    expect(liveRows(screen(numbered(0, 40)), HEIGHT, true)).toEqual({ from: 29, to: 40 })
  })
})

describe('scrolling back', () => {
  const long = focused(later(fleet(), show(numbered(100, 124), 100)))
  const answer = (from: number, to: number, above = from) =>
    ({ type: 'history', target: HERE, lines: numbered(from, to), above }) as const
  const upBy = (lines: number) => ({ type: 'move', by: -lines }) as const

  test('pauses, asks for the scrollback, and says how far it is', () => {
    const { state, commands } = run(long, upBy(2))
    expect(commands).toEqual([{ type: 'history', target: HERE, lines: 1000 }])
    expect(seen(state)).toEqual(numbered(111, 122))
    expect(linesBelow(state)).toBe(2)
    expect(state.reading.paused).toMatchObject({ below: 2, loading: true })
  })

  test('keeps its position while output continues, and counts the new lines', () => {
    const state = later(long, upBy(2), show(numbered(150, 174), 150), answer(0, 174, 0))
    expect(seen(state)).toEqual(numbered(111, 122))
    expect(linesBelow(state)).toBe(52)
  })

  test('keeps its position when tmux drops old lines', () => {
    const state = later(long, upBy(2), answer(50, 174, 0))
    expect(seen(state)).toEqual(numbered(111, 122))
  })

  test('reads the whole scrollback, first four times as much, then all', () => {
    let state = focused(later(fleet(), show(numbered(99_976, 100_000), 99_976)))
    const asked: unknown[] = []
    for (let times = 0; times < 300; times++) {
      const next = run(state, { type: 'page', by: -1 })
      state = next.state
      for (const command of next.commands) {
        if (command.type !== 'history') continue
        asked.push(command.lines)
        const from = command.lines === 'all' ? 0 : 100_000 - command.lines
        state = later(state, {
          type: 'history',
          target: HERE,
          lines: numbered(from, 100_000),
          above: from,
        })
      }
    }
    expect(asked).toEqual([1000, 4000])
    state = later(state, { type: 'first' })
    expect(state.reading.paused?.asked).toBe('all')
    state = later(state, answer(0, 100_000, 0))
    expect(seen(state)[0]).toBe('line 0')
    expect(later(state, upBy(1)).view.toast?.text).toBe('This is the oldest line that tmux has.')
  })

  test('returns to live output at the end, with one key, and by typing', () => {
    const state = later(long, upBy(5))
    expect(later(state, { type: 'move', by: 5 }).reading.paused).toBeNull()
    expect(later(state, { type: 'live' }).reading.paused).toBeNull()
    expect(later(state, { type: 'last' }).reading.paused).toBeNull()
    expect(
      later(state, { type: 'keys', target: HERE, keys: [{ text: 'x' }] }).reading.paused,
    ).toBeNull()
  })

  test('by the wheel over the panel, whatever is focused', () => {
    const state = later(fleet(), show(numbered(0, 24), 10), { type: 'wheel', x: 4, y: 15, by: -1 })
    expect(state.reading.paused?.below).toBe(3)
    expect(state.view.panel).toBe('sessions')
  })

  test('without scrollback, nothing is requested', () => {
    const { state, commands } = run(focused(later(fleet(), show(numbered(0, 24)))), upBy(50))
    expect(commands).toEqual([])
    expect(seen(state)).toEqual(numbered(0, 11))
  })

  test('a late answer for another pane changes nothing', () => {
    const state = later(long, upBy(1))
    expect(later(state, { ...answer(0, 124), target: target('local', 2) }).output).toBe(
      state.output,
    )
  })

  test('scrolls sideways up to the width of the pane', () => {
    const shift = (by: number) => ({ type: 'shift', by }) as const
    expect(later(long, shift(8)).reading.left).toBe(8)
    expect(later(long, shift(800)).reading.left).toBe(79)
    expect(later(long, shift(-8)).reading.left).toBe(0)
  })
})

describe('searching', () => {
  const text = [
    'one Error',
    'two',
    '\x1b[31merr\x1b[1mor\x1b[0m three',
    ...numbered(0, 30),
    'last error',
  ]
  const base = focused(later(fleet(), show(text.slice(-24), 10)))
  const search = (words: string, state = base) =>
    later(
      state,
      { type: 'ask', mode: 'search' },
      { type: 'history', target: HERE, lines: text, above: 0 },
      { type: 'typed', text: words },
      { type: 'submit' },
    )
  const match = (by: 1 | -1) => ({ type: 'match', by }) as const

  test('requests the whole scrollback immediately', () => {
    const { commands } = run(base, { type: 'ask', mode: 'search' })
    expect(commands).toEqual([{ type: 'history', target: HERE, lines: 'all' }])
  })

  test('begins with the newest match, n goes up, N down, and neither wraps around', () => {
    const first = search('error')
    expect(first.view.toast?.text).toBe('Match 1 of 3')
    const second = later(first, match(1))
    expect(seen(second).join('\n')).toContain('three')
    expect(later(second, match(1), match(1)).view.toast?.text).toBe('This is the oldest match.')
    expect(later(first, match(-1)).view.toast?.text).toBe('This is the newest match.')
    expect(later(second, match(-1)).reading.search?.current).toBe(2)
  })

  test('ignores case unless the search text has capitals', () => {
    expect(search('error').reading.search?.hits).toEqual([0, 2, 33])
    expect(search('Error').reading.search?.hits).toEqual([0])
  })

  test('marks the hits through changes of colour', () => {
    const lines = seen(later(search('error'), match(1)))
    expect(lines).toContain('\x1b[31m\x1b[7merr\x1b[1m\x1b[7mor\x1b[27m\x1b[0m three')
  })

  test('is plain text, not a pattern', () => {
    expect(search('.*').reading.search?.hits).toEqual([])
    expect(search('.*').view.toast?.text).toBe('No match for .*')
  })

  test('waits for lines that have not arrived yet', () => {
    const early = later(
      base,
      { type: 'ask', mode: 'search' },
      { type: 'typed', text: 'two' },
      { type: 'submit' },
    )
    expect(early.reading.search?.hits).toEqual([])
    const late = later(early, { type: 'history', target: HERE, lines: text, above: 0 })
    expect(late.reading.search?.hits).toEqual([1])
    expect(seen(late)).toContain('\x1b[7mtwo\x1b[27m')
  })

  test('ends when live output is shown again', () => {
    expect(later(search('error'), { type: 'live' }).reading.search).toBeNull()
  })
})
