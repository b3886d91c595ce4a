import { describe, expect, test } from 'vitest'
import { linkText, whyNoSessions } from '../../../src/state/hosts/link-text.ts'
import type { SessionRecord } from '../../../src/state/model/tracked-session.ts'
import { sessionStatus } from '../../../src/state/sessions/status.ts'
import { countsOf } from '../../../src/ui/app/counts.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { matches } from '../../../src/ui/sessions/session-filter.ts'
import { poolOf, rowsOf, sessionRowsOf } from '../../../src/ui/sessions/session-list-rows.ts'
import { down, fleet, hostOf, LAB, later, NOW, pane, session } from '../fleet.ts'

const names = (state: UiState) =>
  rowsOf(state).map(row => {
    if (row.kind === 'need') return `[needs ${row.count}]`
    if (row.kind === 'run') return `run ${row.run.id}`
    return row.kind === 'host' ? `[${row.host.config.name}]` : row.session.name
  })

describe('rows', () => {
  test('stand under the headings of their hosts, in natural order', () => {
    expect(names(fleet())).toEqual([
      '[local]',
      'notes',
      'shell',
      '[lab1]',
      'api',
      's2',
      's10',
      '[lab2]',
      'train',
    ])
  })

  test('are one flat list when asked', () => {
    expect(names(later(fleet(), { type: 'group' }))).toEqual([
      'api',
      'notes',
      's2',
      's10',
      'shell',
      'train',
    ])
  })

  test('by activity the newest come first, and those that read the same stay in order', () => {
    const ages = {
      local: [
        session(1, 'b', { activity: NOW - 400_000 }),
        session(2, 'd', { activity: NOW - 10 }),
      ],
      lab1: [session(1, 'c'), session(2, 'a', { activity: NOW - 59_000 })],
    }
    expect(names(later(fleet(ages), { type: 'group' }, { type: 'sort', by: 'activity' }))).toEqual([
      'a',
      'c',
      'd',
      'b',
    ])
  })

  test('by host the hosts are in order too', () => {
    const state = fleet({ zoo: [session(1, 'z')], ant: [session(1, 'a')] })
    expect(names(later(state, { type: 'sort', by: 'host' }))).toEqual(['[ant]', 'a', '[zoo]', 'z'])
  })

  test('keep their identity until their host changes', () => {
    const before = fleet()
    const next = later(before, { type: 'sessions', host: 'lab2', sessions: [session(1, 'other')] })
    expect(rowsOf(before)).toBe(rowsOf(before))
    expect(sessionRowsOf(next)[0]).toBe(sessionRowsOf(before)[0])
    expect(sessionRowsOf(next).at(-1)).not.toBe(sessionRowsOf(before).at(-1))
  })
})

describe('filter', () => {
  test.each([
    ['api', true],
    ['API lab', true],
    ['api !lab', false],
    ['!web', true],
    ['lab !', false],
    ['', true],
    ['api web', false],
  ])('%j on "lab1 api": %s', (filter, shown) => {
    expect(matches(filter, 'lab1\nApi')).toBe(shown)
  })

  test('leaves hosts in the pool that it names or that hold what it names', () => {
    const pool = (text: string) =>
      poolOf(later(fleet(), { type: 'filter', text })).map(host => host.config.name)
    expect(pool('train')).toEqual(['lab2'])
    expect(pool('lab1')).toEqual(['lab1'])
    expect(pool('')).toEqual(['local', 'lab1', 'lab2'])
  })

  test('sees command and title', () => {
    const state = fleet({
      lab1: [
        session(1, 'a', { panes: [pane('%1', { command: 'claude', title: 'Fix it' })] }),
        session(2, 'b'),
      ],
    })
    expect(names(later(state, { type: 'filter', text: 'claude fix' }))).toEqual(['[lab1]', 'a'])
  })

  test.each(['', 'claude'])(
    'sees a prompt that becomes known after the rows (with %j)',
    command => {
      const panes = [pane('%1', { command })]
      const state = later(fleet({ lab1: [session(1, 'a', { panes }), session(2, 'b')] }), {
        type: 'filter',
        text: `parser ${command}`,
      })
      expect(names(state)).toEqual([])
      expect(poolOf(state)).toEqual([])
      const record = { id: 'a', prompt: 'Fix the parser' } as SessionRecord
      const registry = { sessions: new Map([['a', record]]), pool: new Map() }
      const known = later(state, { type: 'registry', registry })
      expect(names(known)).toEqual(['[lab1]', 'a'])
      expect(poolOf(known).map(host => host.config.name)).toEqual(['lab1'])
    },
  )
})

describe('states in words', () => {
  test.each([
    [{ state: 'no-tmux' }, 'no tmux on this host'],
    [{ state: 'none' }, 'no server running'],
    [{ state: 'no-sessions' }, 'no sessions'],
    [{ state: 'unknown' }, 'asking…'],
  ] as const)('%j: %s', (server, words) => {
    expect(
      whyNoSessions(hostOf(later(fleet({ h: [] }), { type: 'server', host: 'h', server }), 'h')),
    ).toBe(words)
  })

  test('links', () => {
    const state = fleet({ h: [] })
    const words = (...messages: Parameters<typeof later>[1][]) =>
      linkText(hostOf(later(state, ...messages), 'h'))
    expect(words()).toBe('up')
    expect(words({ type: 'round-trip', host: 'h', milliseconds: 12.4 })).toBe('12 ms')
    expect(words({ type: 'link', host: 'h', link: { state: 'connecting' } })).toBe('connecting…')
    expect(linkText(hostOf(down(state, 'h'), 'h'))).toBe('down: refused the connection.')
  })

  test('a session is active, quiet, ended or unknown', () => {
    const dead = session(3, 'c', { panes: [pane('%3', { dead: { code: 2 } })] })
    const state = fleet({ h: [session(1, 'a'), session(2, 'b', { activity: NOW - 61_000 }), dead] })
    const statuses = (of: UiState) =>
      [...hostOf(of, 'h').sessions.values()].map(each => sessionStatus(hostOf(of, 'h'), each, NOW))
    expect(statuses(state)).toEqual([
      { state: 'active' },
      { state: 'quiet' },
      { state: 'ended', code: 2 },
    ])
    expect(statuses(down(state, 'h')).map(each => each.state)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
  })

  test('the whole fleet is counted whatever the filter shows', () => {
    const state = later(down(fleet(LAB), 'lab2'), { type: 'filter', text: 'nothing' })
    expect(countsOf(state)).toEqual({
      need: 0,
      runs: 0,
      up: 2,
      down: 1,
      waiting: 0,
      sessions: 6,
      active: 5,
      quiet: 0,
      ended: 0,
      unknown: 1,
    })
  })
})
