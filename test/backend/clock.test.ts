import { expect, test, vi } from 'vitest'
import { steadyNow, withDeadline } from '../../src/backend/clock.ts'

const late = () => new Error('late')

test('time that is spent waiting for a turn does not count, and then the whole limit is left', async () => {
  const other = withDeadline({ deadline: 20, late }, () => new Promise(() => {}))
  const turn = withDeadline({ deadline: 20, late }, async (_, countdown) => {
    countdown.stop()
    await other.catch(() => {})
    countdown.start()
    return 'in time'
  })
  expect(await turn).toBe('in time')
  const begun = withDeadline({ deadline: 20, late }, (_, countdown) => {
    countdown.stop()
    countdown.start()
    return new Promise(() => {})
  })
  await expect(begun).rejects.toThrow('late')
})

test('a turn that comes when all is over starts nothing any more', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(each => each === 'Timeout').length
  const start = await withDeadline(
    { deadline: 60_000, late },
    async (_, countdown) => countdown.start,
  )
  const before = timers()
  start()
  expect(timers()).toBe(before)
})

test('the time of the state goes on when the clock is set back, and along when it is set forward', () => {
  vi.useFakeTimers()
  const start = steadyNow()
  vi.setSystemTime(Date.now() - 3_600_000)
  vi.advanceTimersByTime(5000)
  expect(steadyNow() - start).toBe(5000)
  vi.setSystemTime(Date.now() + 7_200_000)
  expect(steadyNow() - start).toBe(5000 + 3_600_000)
  vi.useRealTimers()
})
