import { describe, expect, test } from 'vitest'
import { age, nextWaitingStep, waitingAge } from '../../../src/state/text/age.ts'
import { update } from '../../../src/state/update.ts'
import { asks } from '../agent.ts'
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

describe('how long somebody waits for a person', () => {
  const SECOND = 1000
  test.each([
    [9 * SECOND, 'now', 10 * SECOND],
    [29 * SECOND, '20s', 30 * SECOND],
    [60 * SECOND, '1m', 2 * MINUTE],
    [4 * MINUTE + 59 * SECOND, '4m', 5 * MINUTE],
    [59 * MINUTE, '59m', 60 * MINUTE],
    [85 * MINUTE, '1h20m', 90 * MINUTE],
    [24 * 60 * MINUTE - 1, '23h50m', 24 * 60 * MINUTE],
    [50 * 60 * MINUTE, '2d', 72 * 60 * MINUTE],
  ])('%i ms is %s, until %i ms', (ago, label, next) => {
    expect(waitingAge(NOW - ago, NOW)).toBe(label)
    expect(nextWaitingStep(NOW - ago, NOW)).toBe(NOW - ago + next)
  })

  test('wakes a screen at its next change, and nothing where nobody sits at one', () => {
    const wakes = (state: ReturnType<typeof fleet>) =>
      update(state, asks('lab1', 1), NOW).commands.filter(({ type }) => type === 'wake')
    const calm = { ...fleet(), wakeAt: null }
    expect(wakes(calm)).toEqual([])
    const attended = update(calm, { type: 'attend' }, NOW).state
    expect(wakes(attended)).toEqual([{ type: 'wake', at: NOW + 10 * SECOND }])
    const asked = update(attended, asks('lab1', 1), NOW).state
    const later = update(asked, { type: 'tick' }, NOW + 10 * SECOND).commands
    expect(later).toContainEqual({ type: 'wake', at: NOW + 20 * SECOND })
    expect(update(asked, { type: 'tick' }, NOW + 70 * SECOND).state.wakeAt).toBe(NOW + 120 * SECOND)
  })
})
