import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createInterruptibleWait } from '../../../src/backend/connection/interruptible-wait.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** What has come to its end so far. */
function ends(...waits: Promise<void>[]) {
  const over: number[] = []
  for (const [at, wait] of waits.entries()) void wait.then(() => over.push(at))
  return over
}

test('an older wait’s timer never ends a later wait', async () => {
  const rest = createInterruptibleWait()
  const over = ends(rest.begin(5000), rest.begin(null))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(over).toEqual([0])
  expect(rest.end()).toBe(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(over).toEqual([0, 1])
})

test('a wait ends by its time, or when somebody ends it; without one there is nothing to end', async () => {
  const rest = createInterruptibleWait()
  const over = ends(rest.begin(1000))
  await vi.advanceTimersByTimeAsync(1000)
  expect(over).toEqual([0])
  expect(rest.end()).toBe(false)
})
