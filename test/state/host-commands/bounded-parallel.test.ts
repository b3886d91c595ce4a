import { expect, test } from 'vitest'
import { boundedParallel } from '../../../src/state/host-commands/bounded-parallel.ts'

test('so many at a time, and the answers in their order', async () => {
  let running = 0
  let most = 0
  const answers = await boundedParallel(3, [30, 1, 20, 5, 1, 9], async wait => {
    most = Math.max(most, ++running)
    await new Promise(resolve => setTimeout(resolve, wait))
    running--
    return wait * 2
  })
  expect([most, answers]).toEqual([3, [60, 2, 40, 10, 2, 18]])
})

test('what fails ends it, and none of a list is done', async () => {
  const fails = async (item: number) => {
    if (item === 2) throw new Error('two')
    return item
  }
  await expect(boundedParallel(2, [1, 2, 3], fails)).rejects.toThrow('two')
  expect(await boundedParallel(2, [], fails)).toEqual([])
})

test('after an error nothing is begun any more', async () => {
  const begun: number[] = []
  const one = Promise.withResolvers<void>()
  const works = async (item: number) => {
    begun.push(item)
    if (item === 2) throw new Error('two')
    await one.promise
  }
  await expect(boundedParallel(2, [1, 2, 3, 4], works)).rejects.toThrow('two')
  one.resolve()
  await new Promise(setImmediate)
  expect(begun).toEqual([1, 2])
})

test('what hangs gives up its place: 64, of which 5 hang, 4 at a time, and the others are all done', async () => {
  const thaw = Promise.withResolvers<void>()
  const done: number[] = []
  const items = Array.from({ length: 64 }, (_, i) => i)
  const work = async (item: number) => {
    if (item % 13 === 0) await thaw.promise
    done.push(item)
    return item
  }
  const all = boundedParallel(4, items, work, 20)
  const until = async (count: number) => {
    while (done.length < count) await new Promise(resolve => setTimeout(resolve, 5))
  }
  await until(59)
  thaw.resolve()
  expect(await all).toEqual(items)
})

test('one that fails after it gave up its place ends it all the same', async () => {
  const fail = Promise.withResolvers<never>()
  const work = (item: number) => (item === 1 ? fail.promise : Promise.resolve(item))
  const all = boundedParallel(1, [1, 2], work, 5)
  setTimeout(() => fail.reject(new Error('one')), 30)
  await expect(all).rejects.toThrow('one')
})
