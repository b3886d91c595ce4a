import { expect, test } from 'vitest'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'
import { readHistory } from '../../../src/backend/tmux/history.ts'

const target = { host: 'h1', server: '1:1', pane: '%1' }

/** A pane that holds so many lines of 1,023 bytes. */
function holding(count: number): TmuxClient {
  const facts = Buffer.from(`80 24 0 0 0 0 ${count} 0 0`)
  const bytes = Buffer.alloc(count * 1024, `${'x'.repeat(1023)}\n`)
  return {
    pushed: true,
    version: '3.5',
    ask: async () => [facts, bytes],
    stream() {},
    unstream() {},
  }
}

test('up to 16 MB are read', async () => {
  const event = await readHistory(holding(16_384), { type: 'history', target, lines: 16_384 })
  expect(event.type === 'history' && event.lines.length).toBe(16_384)
})

test('more than 16 MB are a failure that says so', async () => {
  const asked = readHistory(holding(16_385), { type: 'history', target, lines: 16_385 })
  await expect(asked).rejects.toMatchObject({
    failure: { kind: 'refused', host: 'h1', what: expect.stringContaining('at most 16 MB') },
  })
})

test('of all, as much is read as may be, and what is above is counted', async () => {
  const event = await readHistory(holding(20_000), { type: 'history', target, lines: 'all' })
  // A failure would print all of them.
  expect(event.type === 'history' && [event.lines.length, event.above]).toEqual([16_384, 3616])
})
