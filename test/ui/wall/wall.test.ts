import { describe, expect, test } from 'vitest'
import type { Session } from '../../../src/state/model/fleet.ts'
import { paneKey } from '../../../src/state/model/live-pane.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { focusOn, hungOn, pageOn, tilesOf } from '../../../src/ui/wall/tile.ts'
import { contentOf, noticeOn } from '../../../src/ui/wall/tile-content.ts'
import { asks, reads } from '../../state/agent.ts'
import {
  down,
  fleet,
  KEY,
  later,
  NOW,
  numbered,
  pane,
  run,
  screen,
  session,
  target,
  up,
} from '../fleet.ts'

const OPEN = { type: 'ask', mode: 'wall' } as const
const names = (state: UiState) => hungOn(state).map(({ session: { name } }) => name)
const shown = (state: UiState) => tilesOf(state).map(tile => tile.session.name)
const focused = (state: UiState) => tilesOf(state).find(tile => tile.focused)?.session.name
const many = (count: number): Session[] =>
  Array.from({ length: count }, (_, at) => session(at + 1, `s${at + 1}`))
const size = (columns: number, rows: number) => ({ columns, rows })
const asked = (state: UiState) => state.watched.asked.map(each => `${each.host}${each.pane}`)
describe('who is on the wall', () => {
  test('all that the filter shows, by host and name, whoever needs somebody', () => {
    const state = later(fleet(), asks('lab2', 1), OPEN)
    expect(names(state)).toEqual(['notes', 'shell', 'api', 's2', 's10', 'train'])
    expect(names(later(state, { type: 'filter', text: 'lab1' }))).toEqual(['api', 's2', 's10'])
  })

  test('those that are marked, in the same order; all again when the last mark has gone', () => {
    const marked = later(fleet(), {
      type: 'mark-these',
      sessions: [
        { host: 'lab2', session: '$1' },
        { host: 'lab1', session: '$3' },
      ],
    })
    const state = later(marked, OPEN)
    expect(names(state)).toEqual(['s2', 'train'])
    const gone = later(
      state,
      { type: 'sessions', host: 'lab1', sessions: [] },
      { type: 'sessions', host: 'lab2', sessions: [session(9, 'new')] },
    )
    expect(names(gone)).toEqual(['notes', 'shell', 'new'])
  })

  test('who needs a person, and who comes to; looking at one does not make it go', () => {
    const done = reads('lab1', 3, 'failed')
    const state = later(fleet(), asks('lab1', 1), OPEN, { type: 'next-source' })
    expect(names(state)).toEqual(['api'])
    const more = later(state, done, { type: 'tile', to: 'last' })
    expect([names(more), focused(more)]).toEqual([['api', 's2'], 's2'])
    const looked = later(more, { type: 'screen', target: target('lab1', 3), screen: screen(['x']) })
    expect(looked.hosts.get('lab1')?.agents.get('%3')?.seen).toBe(true)
    expect(names(looked)).toEqual(['api', 's2'])
    // Asked for anew, it shows who needs somebody by then.
    const anew = later(looked, { type: 'next-source' }, { type: 'next-source' })
    expect(names(anew)).toEqual(['api'])
  })

  test('never fleetmux itself', () => {
    const mine = session(1, 'me', { panes: [pane('%1', { ours: true })] })
    expect(names(later(fleet({ local: [mine, session(2, 'other')] }), OPEN))).toEqual(['other'])
  })
})

describe('the focus', () => {
  test('begins where the selection was, and is the selection', () => {
    const state = later(fleet(), { type: 'move', by: 2 }, OPEN)
    expect(focused(state)).toBe('api')
    const right = later(state, { type: 'tile', to: 'next' })
    expect([focused(right), right.view.session?.name]).toEqual(['s2', 's2'])
    expect(right.output.target).toEqual(target('lab1', 3))
  })

  test('stays on its session while others come and go', () => {
    const state = later(fleet(undefined, size(120, 40)), OPEN, { type: 'tile', to: 'last' })
    const more = up(state, 'lab1', [session(7, 'aa'), session(1, 'api'), session(8, 'zz')])
    expect(focused(more)).toBe('train')
    expect(names(more)).toEqual(['notes', 'shell', 'aa', 'api', 'zz', 'train'])
  })

  test('goes to the one that comes to stand there when its session ends', () => {
    const state = later(fleet(undefined, size(120, 40)), OPEN, { type: 'tile', to: 'next' })
    expect(focused(state)).toBe('shell')
    const { state: next, commands } = run(state, {
      type: 'sessions',
      host: 'local',
      sessions: [session(1, 'notes')],
    })
    expect([focused(next), next.view.session?.name]).toEqual(['api', 'api'])
    expect(next.output.target).toEqual(target('lab1', 1))
    expect(commands).toContainEqual({ type: 'follow', target: target('lab1', 1) })
    const last = later(next, { type: 'tile', to: 'last' })
    expect(focused(up(last, 'lab2', []))).toBe('s10')
  })

  test('goes on to another pane when its pane closes', () => {
    const two = session(1, 'two', { panes: [pane('%1'), pane('%2', { active: false })] })
    const state = later(fleet({ local: [two] }), OPEN)
    expect(state.output.target?.pane).toBe('%1')
    const one = later(state, {
      type: 'sessions',
      host: 'local',
      sessions: [session(1, 'two', { panes: [pane('%2')] })],
    })
    expect([one.output.target?.pane, tilesOf(one)[0]?.target.pane]).toEqual(['%2', '%2'])
  })

  test('moves by places on the page, and past its edges to other pages', () => {
    const start = later(fleet({ local: many(10) }, size(80, 24)), OPEN)
    const to = (...ways: readonly ('left' | 'right' | 'up' | 'down')[]) =>
      focused(later(start, ...ways.map(way => ({ type: 'tile', to: way }) as const)))
    expect([to('right'), to('down'), to('right', 'down'), to('right', 'left')]).toEqual([
      's2',
      's3',
      's4',
      's1',
    ])
    expect([to('left'), to('up'), to('down', 'down'), to('down', 'down', 'up')]).toEqual([
      's1',
      's1',
      's5',
      's4',
    ])
  })

  test('goes round by tab, and to who needs a person', () => {
    const start = later(fleet(), OPEN, { type: 'tile', to: 'previous' })
    expect(focused(start)).toBe('train')
    expect(focused(later(start, { type: 'tile', to: 'next' }))).toBe('notes')
    const needy = later(start, asks('lab1', 3))
    expect(focused(later(needy, { type: 'tile', to: 'need' }))).toBe('s2')
    expect(focused(later(start, { type: 'tile', to: 'need' }))).toBe('train')
  })

  test('is what a click hits', () => {
    expect(focused(later(fleet(), OPEN, { type: 'click', x: 60, y: 4 }))).toBe('shell')
  })
})

describe('pages and layouts', () => {
  test('the page is that of the focused tile', () => {
    const start = later(fleet({ local: many(10) }, size(80, 24)), OPEN)
    expect([shown(start), pageOn(start).count]).toEqual([['s1', 's2', 's3', 's4'], 3])
    const second = later(start, { type: 'turn-wall', by: 1 })
    expect(shown(second)).toEqual(['s5', 's6', 's7', 's8'])
    const last = later(second, { type: 'turn-wall', by: 1 }, { type: 'turn-wall', by: 1 })
    expect(shown(last)).toEqual(['s9', 's10'])
    expect(shown(later(last, { type: 'wheel', x: 1, y: 1, by: -1 }))).toEqual(shown(second))
  })

  test('layouts cycle; a zoomed tile is alone, and back is all of them', () => {
    const start = later(fleet({ local: many(10) }, size(80, 24)), OPEN)
    const columns = later(start, { type: 'next-layout' })
    expect(shown(columns)).toEqual(['s1', 's2'])
    const main = later(columns, { type: 'next-layout' })
    expect(shown(main)).toEqual(['s1', 's2', 's3'])
    const zoomed = later(main, { type: 'zoom-tile' })
    expect(shown(zoomed)).toEqual(['s1'])
    expect(shown(later(zoomed, { type: 'tile', to: 'right' }))).toEqual(['s2'])
    expect(shown(later(zoomed, { type: 'leave-wall' }))).toEqual(shown(main))
    expect(later(zoomed, { type: 'leave-wall' }, { type: 'leave-wall' }).view).toMatchObject({
      wall: null,
      mode: 'normal',
    })
  })

  test('any size shows what fits, and less than the panels need shows and asks nothing', () => {
    const start = later(fleet({ local: many(10) }, size(200, 50)), OPEN, {
      type: 'tile',
      to: 'last',
    })
    for (const [columns, rows] of [
      [120, 40],
      [80, 24],
      [40, 10],
    ] as const) {
      const resized = later(start, { type: 'resized', columns, rows })
      expect(focused(resized)).toBe('s10')
      expect(asked(resized)).toEqual(tilesOf(resized).map(tile => `local${tile.target.pane}`))
    }
    const { state, commands } = run(start, { type: 'resized', columns: 39, rows: 9 })
    expect([shown(state), asked(state)]).toEqual([[], []])
    expect(commands).toEqual([{ type: 'watch-tiles', targets: [] }])
    expect(shown(later(state, { type: 'resized', columns: 200, rows: 50 }))).toHaveLength(10)
  })
})

describe('what is asked of hosts', () => {
  test('exactly what shows, once; nothing under a dialog, nothing after leaving', () => {
    const start = fleet({ local: many(6) }, size(80, 24))
    const opened = run(start, OPEN)
    expect(opened.commands).toContainEqual({
      type: 'watch-tiles',
      targets: [1, 2, 3, 4].map(number => target('local', number)),
    })
    const asking = (state: UiState, ...messages: Parameters<typeof run>[1][]) =>
      run(state, ...messages).commands.filter(each => each.type === 'watch-tiles')
    expect(asking(opened.state, { type: 'tick' }, { type: 'tile', to: 'next' })).toEqual([])
    expect(asking(opened.state, { type: 'ask', mode: 'send' })).toEqual([])
    const dialog = run(opened.state, { type: 'ask', mode: 'help' })
    expect(dialog.commands).toEqual([{ type: 'watch-tiles', targets: [] }])
    expect(dialog.state.watched.asked).toEqual([])
    expect(asking(dialog.state, { type: 'back' })[0]?.targets).toHaveLength(4)
    const left = run(opened.state, { type: 'leave-wall', to: 'output' })
    expect(left.commands).toEqual([{ type: 'watch-tiles', targets: [] }])
    expect(left.state.watched.asked).toEqual([])
    expect(left.state.view.panel).toBe('output')
    expect(asking(left.state, { type: 'tick' }, { type: 'move', by: 1 })).toEqual([])
  })

  test('a host that drops is not asked, and asked again when it is back', () => {
    const start = later(fleet(), OPEN)
    expect(asked(start)).toEqual(['local%1', 'local%2', 'lab1%1', 'lab1%3'])
    const dropped = down(start, 'lab1')
    expect(asked(dropped)).toEqual(['local%1', 'local%2'])
    expect(shown(dropped)).toEqual(shown(start))
    expect(asked(later(dropped, { type: 'link', host: 'lab1', link: { state: 'up' } }))).toEqual(
      asked(start),
    )
  })

  test('messages that are nothing to the wall change nothing of it', () => {
    const start = later(fleet(), OPEN)
    const next = later(start, { type: 'read-agents' })
    expect(next.view).toBe(start.view)
    expect(next.watched).toBe(start.watched)
  })
})

describe('what a tile shows', () => {
  const LINES = numbered(0, 24)
  const told = (state: UiState, number: number, lines: readonly string[], more = {}) =>
    later(state, {
      type: 'tiles',
      host: 'local',
      server: KEY,
      screens: [{ pane: `%${number}`, screen: screen(lines, more) }],
    })
  const content = (state: UiState, number: number) => {
    const tile = tilesOf(state).find(each => each.target.pane === `%${number}`)
    if (!tile) throw new Error(`no tile ${number}`)
    return { ...contentOf(state, tile), rows: tile.area.height - 2 }
  }

  test('the end of what is written; with the cursor above it the part around the cursor', () => {
    const start = later(fleet(undefined, size(80, 24)), OPEN)
    const end = content(told(start, 2, LINES), 2)
    expect(end.from).toEqual({ line: 24 - end.rows, column: 0 })
    expect(content(told(start, 2, [...LINES.slice(0, 3), '', '']), 2).from.line).toBe(0)
    const high = content(told(start, 2, LINES, { cursor: { x: 0, y: 2 } }), 2)
    expect(high.from.line).toBeLessThanOrEqual(2)
  })

  test('the cursor of the focused one; its end of a long line while somebody types', () => {
    const cursor = { x: 70, y: 5 }
    const start = told(told(later(fleet(), OPEN), 1, LINES, { cursor }), 2, LINES, { cursor })
    expect([content(start, 1).cursor, content(start, 2).cursor]).toEqual([cursor, null])
    expect(content(start, 1).from.column).toBe(0)
    const typing = content(later(start, { type: 'ask', mode: 'type' }), 1)
    expect(typing.from.column).toBe(70 - 38 + 1)
  })

  test('the followed pane tells its screen by itself; those that do not show are not kept', () => {
    const start = later(fleet({ local: many(9) }, size(80, 24)), OPEN)
    const followed = later(start, {
      type: 'screen',
      target: target('local', 1),
      screen: screen(LINES),
    })
    expect(content(followed, 1).lines).toBe(
      followed.watched.screens[paneKey(target('local', 1))]?.lines,
    )
    expect(content(followed, 1).lines).toEqual(LINES)
    expect(told(start, 8, LINES).watched).toBe(start.watched)
  })

  test('the pane that was followed already shows what it showed', () => {
    const before = later(fleet(), {
      type: 'screen',
      target: target('local', 1),
      screen: screen(LINES),
    })
    expect(content(later(before, OPEN), 1).lines).toEqual(LINES)
    const dialog = later(fleet(), OPEN, { type: 'ask', mode: 'help' })
    const printed = later(dialog, {
      type: 'screen',
      target: target('local', 1),
      screen: screen(['under the dialog']),
    })
    expect(content(later(printed, { type: 'back' }), 1).lines).toEqual(['under the dialog'])
  })

  test('a page that was seen shows at once what it showed', () => {
    const start = told(later(fleet({ local: many(9) }, size(80, 24)), OPEN), 2, LINES)
    const back = later(start, { type: 'turn-wall', by: 1 }, { type: 'turn-wall', by: -1 })
    expect(content(back, 2).lines).toEqual(LINES)
  })

  test('a host that is down: dimmed, since when and why', () => {
    const start = told(later(fleet(), OPEN), 2, LINES)
    const gone = down(start, 'local')
    expect(content(gone, 2)).toMatchObject({ lines: LINES, dim: true })
    const [tile] = tilesOf(gone)
    expect(tile && noticeOn(tile, NOW + 6 * 60_000)).toBe('5m, down: refused the connection.')
    expect(content(start, 2).dim).toBe(false)
  })
})

describe('what acts on the wall', () => {
  test('broadcast aims at exactly the tiles that show, on this page', () => {
    const start = later(fleet({ local: many(9) }, size(80, 24)), OPEN, { type: 'turn-wall', by: 1 })
    const composed = later(start, { type: 'ask', mode: 'compose' })
    expect(composed.view.composer?.aims).toEqual([5, 6, 7, 8].map(n => target('local', n)))
    expect(later(composed, { type: 'back' }).view.mode).toBe('wall')
    const zoomed = later(start, { type: 'zoom-tile' }, { type: 'ask', mode: 'interrupt' })
    expect(zoomed.view.composer?.aims).toEqual([target('local', 5)])
  })

  test('dialogs, prompts and typing come back to it', () => {
    const start = later(fleet(), OPEN)
    for (const mode of ['send', 'type', 'filter', 'help', 'log'] as const) {
      const opened = later(start, { type: 'ask', mode })
      expect(opened.view.mode).toBe(mode)
      expect(later(opened, { type: 'back' }).view.mode).toBe('wall')
      expect(focusOn(opened)).toBe(0)
    }
  })

  test('answering one after the other comes back to it, with the focus where it was asked', () => {
    const state = later(fleet(undefined, size(120, 40)), asks('lab1', 3), OPEN)
    const answering = later(state, { type: 'ask', mode: 'answer' })
    expect(answering.view.mode).toBe('answer')
    const back = later(answering, { type: 'back' })
    expect([back.view.mode, focused(back)]).toEqual(['wall', 's2'])
  })

  test('r dials the host of the tile, whichever the pool has selected', () => {
    const elsewhere = later(fleet(), { type: 'focus', panel: 'pool' }, { type: 'jump', row: 3 })
    const wall = down(later(elsewhere, OPEN, { type: 'tile', to: 'last' }), 'lab2')
    const first = later(wall, { type: 'tile', to: 'first' })
    expect(resolveKey(wall, 'r')).toEqual({ intents: [{ type: 'dial', host: 'lab2' }] })
    expect(resolveKey(first, 'r')).toEqual({
      intents: [{ type: 'say', text: 'local is connected.' }],
    })
    const opened = down(later(elsewhere, OPEN), 'local')
    expect(resolveKey(opened, 'r')).toEqual({ intents: [{ type: 'dial', host: 'local' }] })
  })
})

test('on an empty wall nothing is done to the pane that is followed but not seen', () => {
  const followed = later(fleet(), { type: 'follow', target: target('lab1', 1) })
  const empty = later(followed, OPEN, { type: 'next-source' })
  expect(names(empty)).toEqual([])
  for (const key of ['Enter', 'z', 's', 'i', 'a', 'B', 'C-r']) {
    const pressed = resolveKey(empty, key)
    const intents = 'intents' in pressed ? pressed.intents : []
    expect(intents.at(-1)).toEqual({ type: 'say', text: 'The wall shows no session.' })
  }
})
