import { expect, test } from 'vitest'
import { createEventRing } from '../../../src/server/streams/event-ring.ts'

const texts = (events: readonly { data: string }[] | null) =>
  events?.map(({ data }) => JSON.parse(data))

test('a reader gets what came after the event that it has', () => {
  const ring = createEventRing('a')
  for (const each of [1, 2, 3]) ring.add(each)
  const [first, , third] = ring.newest
  expect(texts(ring.after(first?.id ?? ''))).toEqual([2, 3])
  expect(texts(ring.after(third?.id ?? ''))).toEqual([])
  expect(texts(ring.after(ring.beforeKept))).toEqual([1, 2, 3])
  expect(texts(ring.after(ring.last))).toEqual([])
})

test.each(['a-4', 'a--1', 'a-x', 'b-2', '', 'a', '2', 'a-1e9'])(
  '%j is no event that it has',
  id => {
    const ring = createEventRing('a')
    for (const each of [1, 2, 3]) ring.add(each)
    expect(ring.after(id)).toBe(null)
  },
)

test('it keeps a bounded number, at least a thousand, and says where the rest was', () => {
  const ring = createEventRing('a')
  for (let each = 1; each <= 10_000; each++) ring.add(each)
  expect(ring.newest.length).toBeGreaterThanOrEqual(1000)
  expect(ring.newest.length).toBeLessThanOrEqual(2000)
  expect(ring.after('a-1')).toBe(null)
  expect(texts(ring.after('a-9998'))).toEqual([9999, 10_000])
  expect(ring.after(ring.beforeKept)?.length).toBe(ring.newest.length)
})

test('an empty ring has a place before its first event', () => {
  const ring = createEventRing('a')
  const before = ring.last
  ring.add(1)
  expect(texts(ring.after(before))).toEqual([1])
})
