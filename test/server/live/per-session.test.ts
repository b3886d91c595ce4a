import { expect, test } from 'vitest'
import { perSession } from '../../../src/server/targets/per-session.ts'
import type { State } from '../../../src/state/model/state.ts'
import { fleet, later, session } from '../../state/fleet.ts'

const CROWD = Array.from({ length: 1000 }, (_, n) => session(n, `idle-${n}`))

/** Asks for the value of each session, and says how many were computed for that. */
function counted() {
  let count = 0
  const nameOf = perSession((_, { name }) => {
    count++
    return String(name)
  })
  return (state: State) => {
    const before = count
    for (const host of state.hosts.values())
      for (const each of host.sessions.values()) nameOf(host, each, undefined)
    return count - before
  }
}

test('a thousand sessions are computed once, and then each that has changed', () => {
  const ask = counted()
  const state = fleet({ lab1: CROWD })
  expect(ask(state)).toBe(1000)
  expect(ask(state)).toBe(0)
  const printed = CROWD.map(each => (each.id === '$5' ? { ...each, activity: 9 } : each))
  expect(ask(later(state, { type: 'sessions', host: 'lab1', sessions: printed }))).toBe(1)
})

test('an agent and a link change what depends on them', () => {
  const ask = counted()
  const state = fleet({ lab1: CROWD })
  ask(state)
  const target = { host: 'lab1', server: '7:9', pane: '%1' }
  const reading = { agent: 'claude', state: 'waiting', source: 'screen', confidence: 1 } as const
  const asks = later(state, { type: 'agent', target, reading, trace: [] })
  expect(ask(asks)).toBe(1)
  expect(ask(later(asks, { type: 'round-trip', host: 'lab1', milliseconds: 5 }))).toBe(0)
  expect(ask(later(asks, { type: 'link', host: 'lab1', link: { state: 'connecting' } }))).toBe(1000)
})

test('two hosts that have the same ids are not mixed up', () => {
  const place = perSession(host => host.config.name)
  const state = fleet({ lab1: CROWD.slice(0, 1), lab2: CROWD.slice(0, 1) })
  const names = [...state.hosts.values()].map(host =>
    [...host.sessions.values()].map(each => place(host, each, undefined)),
  )
  expect(names).toEqual([['lab1'], ['lab2']])
})
