import { describe, expect, test } from 'vitest'
import { age } from '../../../src/state/text/age.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, LAB, NOW, session } from '../fleet.ts'

const MINUTE = 60_000

describe('ages', () => {
  test.each([
    [0, 'now'],
    [59_999, 'now'],
    [MINUTE, '1m'],
    [5 * MINUTE, '5m'],
    [59 * MINUTE, '15m'],
    [60 * MINUTE, '1h'],
    [8 * 24 * 60 * MINUTE, '7d'],
  ])('%i ms ago is %s', (ago, label) => {
    expect(age(NOW - ago, NOW)).toBe(label)
  })

  test('one timer, for the next label that changes; none when nothing changes any more', () => {
    const host = [...fleet(LAB).hosts.keys()][0] ?? ''
    const old = { ...fleet({}), wakeAt: null }
    const state = {
      ...old,
      hosts: new Map([[host, fleet(LAB).hosts.get(host) ?? (undefined as never)]]),
    }
    const quiet = session(1, 'api', { activity: NOW - 30_000 })
    const first = update(state, { type: 'sessions', host, sessions: [quiet] }, NOW)
    expect(first.commands).toContainEqual({ type: 'wake', at: NOW + 30_000 })
    const again = update(first.state, { type: 'sessions', host, sessions: [quiet] }, NOW)
    expect(again.commands).toEqual([])
    const later = update(first.state, { type: 'tick' }, NOW + 30_000)
    expect(later.commands).toContainEqual({ type: 'wake', at: NOW - 30_000 + 5 * MINUTE })
    const week = update(first.state, { type: 'tick' }, NOW + 30 * 24 * 60 * MINUTE)
    expect(week.commands).toContainEqual({ type: 'wake', at: null })
  })
})
