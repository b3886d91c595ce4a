import { describe, expect, test } from 'vitest'
import { needyPanes, needySessions } from '../../../src/state/agents/attention.ts'
import { select } from '../../../src/state/selectors/select-sessions.ts'
import { parseSelector } from '../../../src/state/selectors/selector.ts'
import { countsOf } from '../../../src/ui/app/counts.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { update } from '../../../src/ui/app/update.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { lineIn, topOf } from '../../../src/ui/sessions/list-scroll.ts'
import { rowsOf, sessionRowsOf } from '../../../src/ui/sessions/session-list-rows.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { down, fleet, later, NOW, pane, screen, session, target, up } from '../../ui/fleet.ts'
import { asks, reads } from '../agent.ts'

/** One message a second. */
const inTurn = (state: UiState, ...messages: readonly UiMessage[]): UiState =>
  messages.reduce((now, each, index) => update(now, each, NOW + index * 1000).state, state)

const rows = (state: UiState) =>
  rowsOf(state).map(row => {
    if (row.kind === 'need') return `[needs ${row.count}]`
    if (row.kind === 'run') return `run ${row.run.id}`
    return row.kind === 'host' ? `[${row.host.config.name}]` : row.session.name
  })
const selected = ({ view }: UiState) => view.session && `${view.session.host}/${view.session.name}`
const worked = (host: string, number: number) => [
  reads(host, number, 'working'),
  reads(host, number, 'idle'),
]

/** train waits the longest, then s2; s10 failed; api came to rest. */
const busy = inTurn(
  fleet(),
  ...worked('lab1', 1),
  asks('lab2', 1),
  reads('lab1', 2, 'failed', { code: 2 }),
  asks('lab1', 3),
)

describe('sessions that need a person', () => {
  test('come first, each once: waiting, failed, then finished ones, the oldest of each first', () => {
    const wanted = ['[needs 4]', 'train', 's2', 's10', 'api']
    const others = ['[local]', 'notes', 'shell', '[lab1]', '[lab2]']
    expect(rows(busy)).toEqual([...wanted, ...others])
    const flat = later(busy, { type: 'group' })
    expect(rows(flat)).toEqual(['train', 's2', 's10', 'api', 'notes', 'shell'])
    for (const by of ['activity', 'host', 'name'] as const)
      expect(rows(later(flat, { type: 'sort', by })).slice(0, 4)).toEqual(wanted.slice(1))
    expect(countsOf(busy).need).toBe(4)
  })

  test('are filtered like others, also by the state of the agent', () => {
    expect(rows(later(busy, { type: 'filter', text: 'lab1' }))).toEqual([
      '[needs 3]',
      's2',
      's10',
      'api',
      '[lab1]',
    ])
    expect(rows(later(busy, { type: 'filter', text: 'waiting !train' }))[1]).toBe('s2')
  })

  test('are found by any of their panes; the most urgent pane decides', () => {
    const two = session(1, 'two', { panes: [pane('%1'), pane('%2', { active: false, index: 1 })] })
    const state = later(fleet({ local: [session(3, 'other')], h: [two] }), asks('h', 2))
    const [row] = sessionRowsOf(state)
    expect([row?.session.name, row?.pane?.id, row?.need]).toEqual(['two', '%2', 'waiting'])
    const both = later(state, reads('h', 1, 'failed'))
    expect(needyPanes(both).map(each => each.pane.id)).toEqual(['%2', '%1'])
    expect(needySessions(both)).toHaveLength(1)
    // What is followed is the pane that needs somebody.
    expect(later(both, { type: 'next-need' }).output.target).toEqual(target('h', 2))
  })

  test('do not include unreachable hosts, dead panes, and sessions that were looked at', () => {
    expect(needyPanes(down(busy, 'lab2'))).toHaveLength(3)
    const dead = [session(1, 'train', { panes: [pane('%1', { dead: { code: 1 } })] })]
    expect(needyPanes(up(busy, 'lab2', dead)).map(each => each.session.name)).not.toContain('train')
    const followed = later(
      busy,
      { type: 'follow', target: target('lab1', 1) },
      { type: 'screen', target: target('lab1', 1), screen: screen(['$']) },
    )
    expect(rows(followed).slice(0, 4)).toEqual(['[needs 3]', 'train', 's2', 's10'])
  })

  test('move up without moving the selection or the list', () => {
    const many = fleet({
      h: Array.from({ length: 40 }, (_, index) => session(index + 1, `s${index + 1}`)),
    })
    const low = later(many, { type: 'move', by: 20 })
    const next = later(low, asks('h', 35))
    expect(selected(next)).toBe('h/s21')
    expect(topOf(next, 'sessions')).toBeLessThanOrEqual(topOf(low, 'sessions') + 2)
    expect(lineIn(next, 'sessions')).toBe(lineIn(low, 'sessions') + 2)
    const itself = later(low, asks('h', 21))
    expect([selected(itself), lineIn(itself, 'sessions')]).toEqual(['h/s21', 1])
  })

  test('do not recalculate the rows of other hosts', () => {
    const row = (state: UiState) => sessionRowsOf(state).find(each => each.session.name === 'notes')
    expect(row(later(busy, reads('lab2', 1, 'working')))).toBe(row(busy))
  })
})

describe('going to the next session that needs a person', () => {
  test('goes through them one after the other and wraps around, from any panel', () => {
    const seen: unknown[] = []
    let state = later(busy, { type: 'focus', panel: 'output' })
    for (let turn = 0; turn < 5; turn++) {
      state = later(state, { type: 'next-need' })
      seen.push(selected(state))
    }
    expect(seen).toEqual(['lab2/train', 'lab1/s2', 'lab1/s10', 'lab1/api', 'lab2/train'])
    expect(state.output.target).toEqual(target('lab2', 1))
  })

  test('respects the filter, and says if there is none', () => {
    const filtered = later(busy, { type: 'filter', text: 'notes' }, { type: 'next-need' })
    expect(filtered.view.toast?.text).toBe('4 need you, but the filter hides them.')
    expect(resolveKey(fleet(), '.')).toEqual({
      intents: [{ type: 'say', text: 'No agent needs you.' }],
    })
    expect(resolveKey(busy, '.')).toEqual({ intents: [{ type: 'next-need' }] })
  })
})

test('a shell is not an agent: its prompt is neither selected, nor found as a state, nor reported', () => {
  const shell = { agent: 'shell' }
  const state = later(fleet(), reads('lab1', 1, 'unknown', shell), reads('lab1', 1, 'idle', shell))
  expect(needyPanes(state)).toEqual([])
  expect(select(state, parseSelector('state=idle')).targets).toEqual([])
  expect(rows(later(state, { type: 'filter', text: 'shell' }))).toEqual(['[local]', 'shell'])
})

test.each([
  ['state=waiting', ['lab1 %3', 'lab2 %1']],
  ['state=idle,failed', ['lab1 %1', 'lab1 %2']],
  ['agent=claude state!=waiting', ['lab1 %1', 'lab1 %2']],
  ['agent=claude host=local', []],
])('%s selects by what the agents do', (text, wanted) => {
  const { targets } = select(busy, parseSelector(text))
  expect(targets.map(each => `${each.host} ${each.pane}`)).toEqual(wanted)
})

test('what has finished is put away, as far as the filter shows it; a failure and a question are not', () => {
  const sessions = [1, 2, 3, 4, 5].map(number => session(number, `s${number}`))
  const busy = later(
    up(fleet({ h: [] }), 'h', sessions),
    ...[1, 2, 3, 4, 5].map(pane => reads('h', pane, 'working')),
    reads('h', 2, 'done'),
    reads('h', 3, 'failed'),
    asks('h', 4),
    reads('h', 5, 'idle'),
  )
  const needy = (state: UiState) =>
    needyPanes(state)
      .map(each => each.session.name)
      .sort()
  expect(needy(busy)).toEqual(['s2', 's3', 's4', 's5'])
  const some = later(busy, { type: 'filter', text: 's5' }, { type: 'put-away' })
  expect(needy(some)).toEqual(['s2', 's3', 's4'])
  expect(needy(later(busy, { type: 'put-away' }))).toEqual(['s3', 's4'])
  expect(resolveKey(busy, 'D')).toEqual({ intents: [{ type: 'put-away' }] })
  expect(resolveKey(later(busy, { type: 'put-away' }), 'D')).not.toEqual(resolveKey(busy, 'D'))
})
