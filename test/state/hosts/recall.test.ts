import { describe, expect, test } from 'vitest'
import { needyPanes } from '../../../src/state/agents/attention.ts'
import { memoriesOf } from '../../../src/state/hosts/recall.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import {
  down,
  emptyScreen,
  fleet,
  hostOf,
  LAB,
  later,
  NOW,
  pane,
  run,
  SERVER,
  session,
  target,
  up,
} from '../../ui/fleet.ts'
import { reads } from '../agent.ts'

const memories = memoriesOf(fleet(), {})

/** The first moment of the next run. */
function started(): UiState {
  const empty = emptyScreen({ columns: 80, rows: 24 })
  const hosts = [...fleet().hosts.values()].map(host => host.config)
  return later(
    empty,
    { type: 'configured', hosts, settings: empty.settings },
    { type: 'recalled', memories },
  )
}

const names = (state: UiState, host: string) =>
  [...hostOf(state, host).sessions.values()].map(each => each.name)

describe('what the run before this one saw', () => {
  test('is shown before anybody has answered, and is marked', () => {
    const state = later(started(), { type: 'link', host: 'lab1', link: { state: 'connecting' } })
    expect(names(state, 'lab1')).toEqual(['api', 's10', 's2'])
    expect(hostOf(state, 'lab1').recalled).toBe(NOW)
  })

  test('is not followed unasked, and nothing can be sent to it', () => {
    const { state } = run(started(), { type: 'link', host: 'lab1', link: { state: 'connecting' } })
    expect(state.view.session).toBeNull()
    const target = { host: 'lab1', server: '7:9', pane: '%1' }
    const sent = run(state, { type: 'send', target, text: 'hi', enter: true })
    expect(sent.commands.filter(command => command.type === 'send')).toEqual([])
    expect(sent.state.log.at(-1)?.tone).toBe('bad')
  })

  test('gives way to what the host says, and is marked no more', () => {
    const state = up(started(), 'lab1', [session(1, 'api')])
    expect(names(state, 'lab1')).toEqual(['api'])
    expect(hostOf(state, 'lab1').recalled).toBeUndefined()
    expect(state.view.session).toMatchObject({ host: 'lab1', name: 'api' })
  })

  test('goes at once where another server runs there now', () => {
    const state = later(
      started(),
      { type: 'link', host: 'lab1', link: { state: 'up' } },
      { type: 'server', host: 'lab1', server: { ...SERVER, pid: 8 } },
    )
    expect(names(state, 'lab1')).toEqual([])
  })

  test('is not taken for a host of that name that is reached in another way', () => {
    const empty = emptyScreen({ columns: 80, rows: 24 })
    const moved = { name: 'lab1', transport: 'ssh', address: 'other.example' } as const
    const state = later(
      empty,
      { type: 'configured', hosts: [moved], settings: empty.settings },
      { type: 'recalled', memories },
    )
    expect(names(state, 'lab1')).toEqual([])
  })

  test('never replaces what was heard already', () => {
    const state = later(up(started(), 'lab2', []), { type: 'recalled', memories })
    expect(names(state, 'lab2')).toEqual([])
  })
})

describe('what is kept for the next run', () => {
  test('a host that was not reached this time is remembered on', () => {
    const state = down(started(), 'lab1')
    expect(memoriesOf(state, memories)['lab1']).toEqual(memories['lab1'])
  })

  test('a host that is down is as old as its link', () => {
    const later = 60_000
    const state = { ...down(fleet(), 'lab1'), now: NOW + later }
    expect(memoriesOf(state, {})['lab1']?.at).toBe(NOW)
    expect(memoriesOf(state, {})['lab2']?.at).toBe(NOW + later)
  })

  test('hosts that the configuration has lost are forgotten', () => {
    const hosts = new Map([...fleet().hosts].filter(([name]) => name !== 'lab1'))
    expect(Object.keys(memoriesOf({ ...fleet(), hosts }, memories))).toEqual(['local', 'lab2'])
    expect(Object.keys(LAB)).toContain('lab1')
  })
})

test('what had ended for long when it was last shown needs nobody again', () => {
  const ended = (number: number, activity: number) =>
    session(number, `s${number}`, {
      panes: [pane(`%${number}`, { dead: { code: 1 }, activity })],
    })
  // The first one is followed, and seen.
  const sessions = [session(1, 's1'), ended(2, NOW - 7_200_000), ended(3, NOW - 60_000)]
  const seen = memoriesOf(fleet({ lab1: sessions }), {})
  const empty = emptyScreen({ columns: 80, rows: 24 })
  const next = up(
    later(
      empty,
      { type: 'configured', hosts: [{ name: 'lab1', transport: 'ssh' }], settings: empty.settings },
      { type: 'recalled', memories: seen },
    ),
    'lab1',
    sessions,
  )
  const read = later(next, reads('lab1', 2, 'failed'), reads('lab1', 3, 'failed'))
  expect(needyPanes(read).map(each => each.session.name)).toEqual(['s3'])
  // Without a memory both are news.
  const first = later(up(fleet({ lab1: [] }), 'lab1', sessions), reads('lab1', 2, 'failed'))
  expect(needyPanes(first)).toHaveLength(1)
})

test('an end that somebody has looked at needs nobody in the next run, nor in the one after it', () => {
  const ends = [2, 3].map(number => {
    const panes = [pane(`%${number}`, { dead: { code: 0 }, activity: NOW })]
    return session(number, `s${number}`, { panes })
  })
  // The first one is followed, and seen.
  const ended = [session(1, 's1'), ...ends]
  const both = [reads('lab1', 2, 'done'), reads('lab1', 3, 'done')]
  const shown = later(up(fleet({ lab1: [] }), 'lab1', ended), ...both)
  expect(needyPanes(shown)).toHaveLength(2)
  const seen = later(shown, { type: 'follow', target: target('lab1', 2) })
  let kept = memoriesOf(seen, {})
  expect(kept['lab1']?.seen).toEqual(['%2'])
  for (const _ of ['next', 'and the one after it, whose agents were not read']) {
    const empty = emptyScreen({ columns: 80, rows: 24 })
    const hosts = [...fleet().hosts.values()].map(host => host.config)
    const begun = later(
      empty,
      { type: 'configured', hosts, settings: empty.settings },
      { type: 'recalled', memories: kept },
    )
    const again = up(begun, 'lab1', ended)
    expect(needyPanes(later(again, ...both)).map(each => each.session.name)).toEqual(['s3'])
    kept = memoriesOf(again, {})
  }
})
