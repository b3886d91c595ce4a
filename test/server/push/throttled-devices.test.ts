import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Notice } from '../../../src/server/push/notice.ts'
import { createThrottledDevices, waitOf } from '../../../src/server/push/throttled-devices.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const notice = (title: string): Notice => ({ title, body: '', count: 1, view: '#/' })

test('the wait is as long as the service asks for: in seconds or until a date, within limits', () => {
  const now = Date.parse('2026-11-30T10:00:00Z')
  expect(waitOf('30', now)).toBe(30_000)
  expect(waitOf('Mon, 30 Nov 2026 10:02:00 GMT', now)).toBe(120_000)
  expect(waitOf(null, now)).toBe(60_000)
  expect(waitOf('soon', now)).toBe(60_000)
  expect(waitOf('0', now)).toBe(10_000)
  expect(waitOf('Mon, 30 Nov 2026 09:00:00 GMT', now)).toBe(10_000)
  expect(waitOf('99999999999999999999', now)).toBe(600_000)
})

test('of a device that is spared only the newest notification is sent, once, when the time is over', () => {
  const sent: unknown[] = []
  const held = createThrottledDevices({ send: (...all) => sent.push(all), now: () => 0 })
  expect(held.replace('phone', notice('first'))).toBe(false)
  held.hold('phone', notice('first'), '20', 0)
  expect(held.replace('phone', notice('second'))).toBe(true)
  expect(held.replace('laptop', notice('second'))).toBe(false)
  vi.advanceTimersByTime(19_000)
  expect(sent).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(sent).toEqual([['phone', notice('second'), 1]])
  expect(held.replace('phone', notice('third'))).toBe(false)
})

test('after three more attempts a notification is given up; none is sent after the end', () => {
  const attempts: number[] = []
  const held = createThrottledDevices({
    send: (endpoint, again, attempt) => {
      attempts.push(attempt)
      held.hold(endpoint, again, '10', attempt)
    },
    now: () => 0,
  })
  held.hold('phone', notice('first'), '10', 0)
  vi.advanceTimersByTime(3_600_000)
  expect(attempts).toEqual([1, 2, 3])
  held.hold('phone', notice('late'), '10', 0)
  held.close()
  vi.advanceTimersByTime(3_600_000)
  expect(attempts).toEqual([1, 2, 3])
})
