import { expect, test } from 'vitest'
import { createLoginLimit } from '../../../src/server/access/login-limit.ts'
import { createPairing, PAIRING_LIFE } from '../../../src/server/access/pairing.ts'

test('a code works once, and for a minute', () => {
  let now = 0
  const pairing = createPairing(() => now)
  const [one, other] = [pairing.create('viewer'), pairing.create('admin')]
  expect([pairing.redeem(one), pairing.redeem(one), pairing.redeem('x')]).toEqual([
    'viewer',
    null,
    null,
  ])
  now = PAIRING_LIFE
  expect(pairing.redeem(other)).toBe(null)
})

test('only so many wait at once: the oldest goes', () => {
  const pairing = createPairing(() => 0)
  const codes = Array.from({ length: 101 }, () => pairing.create('viewer'))
  expect(pairing.redeem(codes[0] ?? '')).toBe(null)
  expect(pairing.redeem(codes[100] ?? '')).toBe('viewer')
})

test('an address that fails too often waits for the rest of its minute, others do not', () => {
  let now = 0
  const limit = createLoginLimit(() => now)
  for (let count = 0; count < 20; count++) limit.failed('a')
  expect([limit.waitFor('a'), limit.waitFor('b')]).toEqual([60, 0])
  now = 59_000
  expect(limit.waitFor('a')).toBe(1)
  now = 60_000
  expect(limit.waitFor('a')).toBe(0)
})
