import { expect, test } from 'vitest'
import { createSlots } from '../../../src/backend/transport/session-slot.ts'

const never = new AbortController().signal

test('who waits gets in, in order, when a place is given back; twice given is once', async () => {
  const slots = createSlots(1)
  const release = await slots.take(never)
  const order: string[] = []
  const first = slots.take(never).then(free => order.push('first') && free)
  const second = slots.take(never).then(free => order.push('second') && free)
  release()
  release()
  await first
  expect(order).toEqual(['first'])
  const free = await first
  if (free) free()
  await second
  expect(order).toEqual(['first', 'second'])
})

test('who gives up takes no place along', async () => {
  const slots = createSlots(1)
  const release = await slots.take(never)
  const off = new AbortController()
  const waiting = slots.take(off.signal)
  off.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  release()
  await slots.take(never)
})

test('nor who is given one in the same moment', async () => {
  const slots = createSlots(1)
  const release = await slots.take(never)
  const off = new AbortController()
  const waiting = slots.take(off.signal)
  off.abort(new Error('enough'))
  release()
  await expect(waiting).rejects.toThrow('enough')
  await slots.take(never)
})
