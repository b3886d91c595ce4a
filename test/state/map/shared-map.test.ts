import { expect, test } from 'vitest'
import { withEntry } from '../../../src/state/map/shared-map.ts'
import { fromTraceLine, toTraceLine } from '../../../src/state/trace.ts'
import { fleet, later } from '../fleet.ts'

const before = new Map([
  ['a', 1],
  ['b', 2],
  ['constructor', 3],
])

test('a known key keeps its place, and the map before is left as it was', () => {
  const once = withEntry(before, 'b', 20)
  const twice = withEntry(once, 'constructor', 30)
  const seen: [string, number][] = []
  twice.forEach((value, key) => void seen.push([key, value]))
  const all = [
    ['a', 1],
    ['b', 20],
    ['constructor', 30],
  ]
  expect([[...twice], [...twice.entries()], seen]).toEqual([all, all, all])
  expect([[...twice.keys()], [...twice.values()], twice.size]).toEqual([
    ['a', 'b', 'constructor'],
    [1, 20, 30],
    3,
  ])
  expect([before.get('b'), once.get('b'), once.get('constructor')]).toEqual([2, 20, 3])
  expect([twice.get('toString'), twice.has('toString')]).toEqual([undefined, false])
})

test('it is traced like any map', () => {
  expect(fromTraceLine(toTraceLine(withEntry(before, 'a', 10)))).toEqual(
    new Map(before).set('a', 10),
  )
})

test('a new key comes last', () => {
  const more = withEntry(withEntry(before, 'a', 10), 'z', 4)
  expect([...more.keys()]).toEqual(['a', 'b', 'constructor', 'z'])
  expect(more.get('z')).toBe(4)
})

test('an event about one host leaves all others as they are', () => {
  const state = fleet()
  const next = later(state, { type: 'round-trip', host: 'lab1', milliseconds: 5 })
  expect(next.hosts).not.toBe(state.hosts)
  const changed = [...next.hosts].filter(([name, host]) => host !== state.hosts.get(name))
  expect(changed.map(([name]) => name)).toEqual(['lab1'])
})

test('a listing that says the same leaves everything as it is', () => {
  const state = fleet()
  const host = state.hosts.get('lab1')
  const sessions = structuredClone([...(host?.sessions.values() ?? [])])
  const same = later(state, { type: 'sessions', host: 'lab1', sessions })
  expect(same.hosts).toBe(state.hosts)
  const turned = later(state, { type: 'sessions', host: 'lab1', sessions: sessions.toReversed() })
  expect([...(turned.hosts.get('lab1')?.sessions.keys() ?? [])]).toEqual(['$3', '$2', '$1'])
})
