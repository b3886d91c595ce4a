import { expect, test } from 'vitest'
import { createDialer } from '../../../src/backend/transport/connection-limit.ts'

/** Connections that are held open until told, and how many there were at most. */
function connections() {
  const held: (() => void)[] = []
  let under = 0
  const count = { most: 0, made: 0 }
  const connect = async () => {
    count.made++
    under++
    count.most = Math.max(count.most, under)
    await new Promise<void>(resolve => held.push(resolve))
    under--
    return count.made
  }
  const letGo = async () => {
    while (under > 0 || held.length > 0) {
      held.shift()?.()
      await new Promise(resolve => setTimeout(resolve))
    }
  }
  return { connect, count, letGo }
}

const still = () => new Promise(resolve => setTimeout(resolve, 20))

test('at most eight at a time through one gate, and all get in', async () => {
  const dials = createDialer({ jitter: 0, holdAtGate: 60_000 })
  const { connect, count, letGo } = connections()
  const all = Array.from({ length: 30 }, (_, i) =>
    dials.dial({ gate: 'jump', key: `h${i}` }, connect),
  )
  await still()
  expect(count.made).toBe(8)
  await letGo()
  expect(await Promise.all(all)).toHaveLength(30)
  expect(count).toEqual({ most: 8, made: 30 })
})

test('five hundred hosts, each its own gate: never more than 32 at a time, and all get in', async () => {
  const dials = createDialer({ jitter: 0, hold: 60_000 })
  const { connect, count, letGo } = connections()
  const all = Array.from({ length: 500 }, (_, i) =>
    dials.dial({ gate: `gate${i}`, key: `h${i}` }, connect),
  )
  await still()
  expect(count.made).toBe(32)
  await letGo()
  expect(await Promise.all(all)).toHaveLength(500)
  expect(count).toEqual({ most: 32, made: 500 })
})

test('those that hang give up their places, and the others get in meanwhile', async () => {
  const dials = createDialer({ jitter: 0, hold: 30 })
  const { connect, count, letGo } = connections()
  const isFrozen = (i: number) => i < 40
  const all = Array.from({ length: 64 }, (_, i) =>
    dials.dial({ gate: `gate${i}`, key: `h${i}` }, isFrozen(i) ? connect : async () => i),
  )
  const others = all.filter((_, i) => !isFrozen(i))
  expect(await Promise.all(others)).toHaveLength(24)
  expect(count.made).toBe(40)
  // They were not given up: whoever waits for one of them hears of it.
  await letGo()
  expect(await Promise.all(all)).toHaveLength(64)
})

test('so do those at one gate, later; and the place counts from when it was got', async () => {
  const dials = createDialer({ perGate: 2, atOnce: 1, jitter: 0, hold: 10, holdAtGate: 60 })
  const { connect, count, letGo } = connections()
  const hung = [1, 2].map(i => dials.dial({ gate: 'jump', key: `${i}` }, connect))
  const third = dials.dial({ gate: 'jump', key: '3' }, async () => 'in')
  const stranger = dials.dial({ gate: 'other', key: '4' }, async () => 'first')
  expect(await Promise.race([third, stranger])).toBe('first')
  expect(await third).toBe('in')
  expect(count.made).toBe(2)
  await letGo()
  await Promise.all(hung)
})

test('one crowded gate delays no other', async () => {
  const dials = createDialer({ perGate: 1, jitter: 0 })
  const { connect, letGo } = connections()
  const first = dials.dial({ gate: 'slow', key: 'a' }, connect)
  const second = dials.dial({ gate: 'slow', key: 'b' }, connect)
  expect(await dials.dial({ gate: 'other', key: 'c' }, async () => 'in')).toBe('in')
  await still()
  await letGo()
  await Promise.all([first, second])
})

test('who dials the same meanwhile shares the connection, and its failure; then it is made anew', async () => {
  const dials = createDialer()
  let made = 0
  const connect = async () => {
    made++
    throw new Error(`failed ${made}`)
  }
  const to = { gate: 'g', key: 'k' }
  const both = await Promise.allSettled([dials.dial(to, connect), dials.dial(to, connect)])
  expect(both.map(each => each.status === 'rejected' && each.reason.message)).toEqual([
    'failed 1',
    'failed 1',
  ])
  await expect(dials.dial(to, connect)).rejects.toThrow('failed 2')
})

test('only those in company wait a little, each for another while', async () => {
  const asked: number[] = []
  const random = () => asked.push(1) / 100
  const dials = createDialer({ random, jitter: 10 })
  await dials.dial({ gate: 'g', key: 'alone' }, async () => {})
  expect(asked).toHaveLength(0)
  await Promise.all([1, 2, 3].map(i => dials.dial({ gate: 'g', key: `${i}` }, async () => {})))
  expect(asked.length).toBeGreaterThan(0)
})
