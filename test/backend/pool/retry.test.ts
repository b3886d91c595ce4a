import { expect, test } from 'vitest'
import { retry, retryBudget } from '../../../src/backend/pool/retry.ts'

test('a wait ends as soon as somebody gives up', async () => {
  const stop = new AbortController()
  const options = { budget: 1e9, passing: () => true, signal: stop.signal }
  const waiting = () => stop.abort(new Error('enough'))
  const work = retry({ ...options, waiting }, () => Promise.reject(new Error('again')))
  await expect(work).rejects.toThrow('enough')
})

test('what does not pass is thrown at once', async () => {
  const options = { budget: 1e9, passing: () => false }
  await expect(retry(options, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test.each([
  [undefined, 120_000],
  ['', 120_000],
  ['0', 0],
  ['7.5', 7500],
  ['-1', 120_000],
  ['soon', 120_000],
])('a budget of %j is %d ms', (written, milliseconds) => {
  expect(retryBudget({ AMPLIHACK_REMOTE_RETRY_BUDGET_SECS: written })).toBe(milliseconds)
})
