import { describe, expect, test } from 'vitest'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { needCount } from '../../../src/state/runs/need-count.ts'
import { askingRuns, runState, runsInOrder } from '../../../src/state/runs/run-state.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { fleet, later, run } from '../../ui/fleet.ts'
import { ask, asksOf, head, runs, started, tells } from './fleet-run.ts'

const attended = later(fleet(), { type: 'attend' }, { type: 'attend-runs' })
const two = later(attended, runs('lab1', head('lab1', 'a'), head('lab1', 'b', { created: 5 })))
const told = (state: typeof attended) => state.log.map(({ text }) => text)

describe('the runs of hosts', () => {
  test('are watched on hosts that have some, when a face needs them', () => {
    const before = run(fleet(), { type: 'keeps-runs', host: 'lab1' })
    expect(before.commands).toEqual([])
    expect(run(before.state, { type: 'attend-runs' }).commands).toEqual([
      { type: 'watch-runs', host: 'lab1' },
    ])
    const after = run(attended, { type: 'keeps-runs', host: 'lab2' })
    expect(after.commands).toEqual([{ type: 'watch-runs', host: 'lab2' }])
  })

  test('belong to the host, not to its other tmux servers', () => {
    const hosts = new Map(attended.hosts)
    const host = hosts.get('lab2')
    if (!host) throw new Error('no lab2')
    hosts.set('lab2', { ...host, config: { ...host.config, joined: 'server' } })
    const state = { ...attended, hosts }
    expect(run(state, { type: 'keeps-runs', host: 'lab2' }).commands).toEqual([])
    const again = run(state, { type: 'attend-runs', again: true }).commands
    expect(again).not.toContainEqual({ type: 'watch-runs', host: 'lab2' })
  })

  test('are not requested again if all are known', () => {
    const borrowed = later(fleet(), runs('lab1', head('lab1', 'a')))
    expect(run(borrowed, { type: 'attend-runs' }).commands).toEqual([])
  })

  test('are forgotten when a host no longer lists them', () => {
    const state = later(two, runs('lab1', head('lab1', 'b')))
    expect(runsInOrder(state).map(({ id }) => id)).toEqual(['b'])
    const none = later(state, { type: 'run-removed', host: 'lab1', id: 'b' })
    expect(runsInOrder(none)).toEqual([])
  })

  test('keep the data of their streams when a host lists them again', () => {
    const state = later(two, asksOf('lab1', 'a', ask('1')), runs('lab1', head('lab1', 'a')))
    expect(askingRuns(state).map(({ ask: { interaction } }) => interaction)).toEqual(['1'])
  })
})

describe('a run that asks', () => {
  const asking = later(two, asksOf('lab1', 'b', ask('1', { since: 7 })))

  test('is listed first among those that need a person', () => {
    expect(needCount(asking)).toBe(needCount(two) + 1)
    expect(runsInOrder(asking).map(({ id }) => id)).toEqual(['b', 'a'])
    expect(told(asking).at(-1)).toBe('claude on lab1 (fix b) asks: Bash: npm test 1')
  })

  test('keeps the time of its first question, even if it is read again', () => {
    const again = later(asking, asksOf('lab1', 'b', ask('1', { since: 99 })))
    expect(askingRuns(again)[0]?.ask.since).toBe(7)
    expect(told(again)).toEqual(told(asking))
  })

  test('needs nobody after an answer or its end', () => {
    const answered = later(asking, tells('lab1', 'b'))
    expect(needCount(answered)).toBe(needCount(two))
    expect(told(answered).at(-1)).toBe('claude on lab1 (fix b) was answered.')
    const end = { isOk: false, words: clean('crashed') }
    const over = later(asking, tells('lab1', 'b', { end }))
    expect(needCount(over)).toBe(needCount(two))
    expect(over.log.at(-1)).toMatchObject({
      tone: 'bad',
      text: 'claude on lab1 (fix b) has ended: crashed',
    })
  })

  test('rings the bell, but not for a question before the first look', () => {
    expect(asking.alerts.last).toBe(null)
    const fresh = later(two, started(head('lab1', 'c')), asksOf('lab1', 'c', ask('2')))
    expect(fresh.alerts.last).toMatchObject({ what: 'waiting', host: 'lab1', count: 1 })
    expect(told(fresh)).toContain('claude on lab1 (fix c) has started.')
  })
})

test.each([
  [{ state: 'running', code: null }, null, 'works'],
  [{ state: 'ended', code: 0 }, null, 'ok'],
  [{ state: 'ended', code: 1 }, null, 'failed'],
  [{ state: 'gone', code: null }, null, 'gone'],
  // Success that is an error: the stream knows better than the exit code.
  [{ state: 'ended', code: 0 }, { isOk: false, words: clean('401') }, 'failed'],
  // Its end was read before its host has said so.
  [{ state: 'running', code: null }, { isOk: true, words: clean('done') }, 'ok'],
] as const)('a run that is %j and told %j is %s', (more, end, expected) => {
  const listed = later(attended, runs('lab1', head('lab1', 'a', more)))
  const state = end ? later(listed, tells('lab1', 'a', { end })) : listed
  expect(runsInOrder(state).map(runState)).toEqual([expected])
})

test('of a shown run the passages from a place on are replaced; those of another are not taken', () => {
  const note = (text: string) => ({ kind: 'note', tone: 'info', text: clean(text) }) as const
  const said = (id: string, from: number, ...texts: string[]): Event => {
    const passages = texts.map(note)
    return { type: 'run-said', host: 'lab1', id, from, passages, isCut: false }
  }
  const shown = later(two, { type: 'show-run', run: { host: 'lab1', id: 'a' } })
  const state = later(shown, said('a', 0, 'one', 'two'), said('a', 1, 'three'), said('b', 0, 'x'))
  expect(state.runs.shown?.passages).toEqual([note('one'), note('three')])
})
