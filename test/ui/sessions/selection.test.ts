import { describe, expect, test } from 'vitest'
import { clean } from '../../../src/state/text/clean.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import {
  sessionOf,
  subjectOf,
  whyNotAttach,
  whyNotEnd,
} from '../../../src/ui/sessions/action-target.ts'
import { lineIn, topOf } from '../../../src/ui/sessions/list-scroll.ts'
import { sessionRowsOf } from '../../../src/ui/sessions/session-list-rows.ts'
import { asks, reads } from '../../state/agent.ts'
import { down, fleet, LAB, later, NOW, pane, run, SERVER, session, target, up } from '../fleet.ts'

const selected = ({ view }: UiState) => view.session && `${view.session.host}/${view.session.name}`
const move = (by: number) => ({ type: 'move', by }) as const

describe('selection', () => {
  test('begins with the first session that is not fleetmux itself, and follows it', () => {
    const own = session(1, 'a', { panes: [pane('%1', { ours: true })] })
    const state = fleet({ local: [own, session(2, 'b')] })
    expect(selected(state)).toBe('local/b')
    expect(state.output.target).toEqual(target('local', 2))
  })

  test('moves over the headings, stops at the ends, and follows at once', () => {
    const { state, commands } = run(fleet(), move(2))
    expect(selected(state)).toBe('lab1/api')
    expect(commands).toContainEqual({ type: 'follow', target: target('lab1', 1) })
    expect(selected(later(state, move(-99)))).toBe('local/notes')
    expect(selected(later(state, { type: 'last' }))).toBe('lab2/train')
    expect(selected(later(state, { type: 'last' }, move(1)))).toBe('lab2/train')
  })

  test('stays on its session through refresh, sorting and grouping', () => {
    const state = later(fleet(), move(3))
    expect(selected(state)).toBe('lab1/s2')
    const newer = LAB.lab1?.map(each => ({ ...each, activity: NOW - 100_000 })) ?? []
    const changed = later(
      state,
      { type: 'sessions', host: 'lab1', sessions: [session(9, 'aaa'), ...newer] },
      { type: 'sort', by: 'activity' },
      { type: 'group' },
    )
    expect(selected(changed)).toBe('lab1/s2')
  })

  test('follows a renamed session', () => {
    const state = later(fleet(), {
      type: 'sessions',
      host: 'local',
      sessions: [session(1, 'renamed')],
    })
    expect(selected(state)).toBe('local/renamed')
  })

  test('goes to the neighbour when its session is gone, says so, and shows nothing else in its place', () => {
    const before = later(fleet(), move(3))
    const { state, commands } = run(before, {
      type: 'sessions',
      host: 'lab1',
      sessions: [session(1, 'api'), session(2, 's10')],
    })
    expect(selected(state)).toBe('lab1/s10')
    expect(state.view.toast?.text).toBe('Session s2 on lab1 is gone.')
    expect(state.output.target).toEqual(target('lab1', 3))
    expect(state.output.failure?.what).toBe('Session s2 has ended.')
    expect(commands).not.toContainEqual(expect.objectContaining({ target: target('lab1', 2) }))
  })

  test('goes to another host when its own has none left', () => {
    const state = later(
      fleet(),
      { type: 'last' },
      { type: 'server', host: 'lab2', server: { state: 'none' } },
    )
    expect(selected(state)).toBe('lab1/s10')
  })

  test('is not confused by a new server with the same session ids', () => {
    const state = later(
      fleet(),
      { type: 'server', host: 'local', server: { ...SERVER, pid: 8 } },
      { type: 'sessions', host: 'local', sessions: [session(1, 'notes')] },
    )
    expect(state.output.failure?.what).toBe('The tmux server was restarted.')
  })

  test('a session started here is selected and followed as soon as it shows', () => {
    const started = later(fleet(), {
      type: 'started',
      host: 'lab2',
      session: '$5',
      name: clean('new'),
    })
    const state = later(started, {
      type: 'sessions',
      host: 'lab2',
      sessions: [session(1, 'train'), session(5, 'new')],
    })
    expect(selected(state)).toBe('lab2/new')
    expect(state.output.target).toEqual(target('lab2', 5))
  })

  test('a session started here is not forced on someone who has moved on', () => {
    const started = later(
      fleet(),
      { type: 'started', host: 'lab2', session: '$5', name: clean('new') },
      move(1),
    )
    const state = later(started, { type: 'sessions', host: 'lab2', sessions: [session(5, 'new')] })
    expect(selected(state)).toBe('local/shell')
  })

  test('stays while the host is down', () => {
    expect(selected(down(later(fleet(), move(2)), 'lab1'))).toBe('lab1/api')
  })

  test('numbers jump to rows', () => {
    expect(selected(later(fleet(), { type: 'jump', row: 4 }))).toBe('lab1/s2')
    expect(later(fleet(), { type: 'jump', row: 9 }).view.toast?.text).toBe('There is no row 9.')
  })
})

describe('a long list', () => {
  const many = fleet({
    h: Array.from({ length: 40 }, (_, index) => session(index + 1, `s${index + 1}`)),
  })

  test('scrolls as little as shows the selection', () => {
    expect(topOf(many, 'sessions')).toBe(0)
    const low = later(many, move(20))
    expect(lineIn(low, 'sessions') - topOf(low, 'sessions')).toBe(6)
    const higher = later(low, move(-3))
    expect(topOf(higher, 'sessions')).toBe(topOf(low, 'sessions'))
    expect(topOf(later(low, { type: 'first' }), 'sessions')).toBe(0)
  })

  test('goes with the wheel and leaves the selection where it is', () => {
    const state = later(
      many,
      { type: 'wheel', x: 5, y: 3, by: 1 },
      { type: 'wheel', x: 5, y: 3, by: 1 },
    )
    expect(topOf(state, 'sessions')).toBe(6)
    expect(selected(state)).toBe('h/s1')
    expect(topOf(later(state, move(1)), 'sessions')).toBe(2)
  })

  test('does not move under a click', () => {
    const scrolled = later(many, { type: 'wheel', x: 5, y: 3, by: 1 })
    const state = later(scrolled, { type: 'click', x: 5, y: 2 })
    expect(selected(state)).toBe('h/s4')
    expect(topOf(state, 'sessions')).toBe(3)
  })
})

test('a refresh of other hosts costs nothing to the selection', () => {
  const state = fleet()
  const next = up(state, 'lab2', [session(1, 'train'), session(2, 'more')])
  expect(next.view.session).toBe(state.view.session)
})

describe('a filter', () => {
  test('takes the selection along, so that the next key acts on what is seen', () => {
    const state = later(
      fleet(LAB),
      { type: 'ask', mode: 'filter' },
      { type: 'typed', text: 'train' },
    )
    expect(state.view.session).toMatchObject({ host: 'lab2', session: '$1' })
    expect(state.output.target?.host).toBe('lab2')
    const none = later(state, { type: 'typed', text: 'nothing like it' })
    expect(none.view.session).toMatchObject({ host: 'lab2', session: '$1' })
  })

  test('does not turn what is being written to another session', () => {
    const asking = later(fleet(), asks('lab1', 1), asks('lab1', 2), {
      type: 'filter',
      text: 'waiting',
    })
    const sent = later(
      asking,
      { type: 'ask', mode: 'send' },
      { type: 'typed', text: 'go o' },
      reads('lab1', 1, 'working'),
      { type: 'typed', text: 'n' },
    )
    expect([sent.output.target, sent.view.line.text]).toEqual([target('lab1', 1), 'go on'])
    const marked = { type: 'mark-these', sessions: [{ host: 'lab2', session: '$1' }] } as const
    const wall = later(
      fleet(),
      marked,
      { type: 'filter', text: 'api' },
      { type: 'ask', mode: 'wall' },
      { type: 'ask', mode: 'send' },
      { type: 'typed', text: 'x' },
    )
    expect(wall.output.target).toEqual(target('lab2', 1))
  })
})

test('a session started here waits until the line to another one is written', () => {
  const writing = later(
    fleet(),
    { type: 'started', host: 'lab2', session: '$5', name: clean('new') },
    { type: 'ask', mode: 'send' },
    { type: 'sessions', host: 'lab2', sessions: [session(5, 'new')] },
  )
  expect(writing.output.target).toEqual(target('local', 1))
  const done = later(writing, { type: 'back' })
  expect(selected(up(done, 'lab2', [session(5, 'new')]))).toBe('lab2/new')
})

describe('a filter', () => {
  test('takes a session as titles write it', () => {
    const state = later(fleet(), { type: 'filter', text: 'lab1/s1' })
    expect(sessionRowsOf(state).map(({ session: { name } }) => name)).toEqual(['s10'])
    expect(selected(state)).toBe('lab1/s10')
  })

  test('that matches nothing leaves nothing to act on', () => {
    const state = later(fleet(), move(2), { type: 'filter', text: 'lab1/nothing' })
    const why = 'No session matches the filter. esc clears the filter.'
    expect([subjectOf(state), sessionOf(state), whyNotAttach(state), whyNotEnd(state)]).toEqual([
      null,
      null,
      why,
      why,
    ])
    for (const key of ['a', 'x'])
      expect(resolveKey(state, key)).toEqual({ intents: [{ type: 'say', text: why }] })
    const back = later(state, { type: 'filter', text: '' })
    expect(subjectOf(back)).toEqual(target('lab1', 1))
  })
})
