import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPoller } from '../../../../src/backend/tmux/channel/polling.ts'
import { readInSlices } from '../../../../src/backend/tmux/channel/time-slices.ts'

test('one large piece a turn: what others wait for comes between two pieces of a flood', async () => {
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  let pieces = 0
  readInSlices(
    stream,
    () => {
      pieces++
    },
    error => {
      throw error
    },
  )
  for (let at = 0; at < 20; at++) stream.write(Buffer.alloc(16 * 1024))
  const seen: number[] = []
  while (pieces < 20) {
    await turn()
    seen.push(pieces)
  }
  expect(seen.length).toBeGreaterThan(5)
  for (const [at, count] of seen.entries()) expect(count - (seen[at - 1] ?? 0)).toBeLessThan(3)
})

test('after what it cannot take nothing more is read, and whoever sends is held up', async () => {
  const stream = new PassThrough({ highWaterMark: 10 })
  const failed: unknown[] = []
  const excess = new Error('too much')
  readInSlices(
    stream,
    () => {
      throw excess
    },
    error => failed.push(error),
  )
  stream.write('x')
  await turn()
  expect(failed).toEqual([excess])
  expect(stream.write('y'.repeat(20))).toBe(false)
  await turn()
  expect(failed).toEqual([excess])
})

test('polled: what is asked behind a late question waits for its answer, and gets its own', async () => {
  const sent: string[] = []
  const sweeper = createPoller({
    host: 'lab',
    write: line => sent.push(line),
    roundTrip() {},
    asked() {},
    deadline: 60_000,
  })
  const answer = (line: string | undefined, body: string) => {
    const number = line?.split(' ')[1]
    sweeper.conversation.read(Buffer.from(`%begin 0 ${number} 1\n${body}\n%end 0 ${number} 1\n`))
  }
  const late = sweeper.run(['list-sessions'], 1)
  const next = sweeper.run(['list-clients'])
  await expect(late).rejects.toThrow('tmux on the host gave no answer within')
  await turn()
  expect(sent).toHaveLength(1)
  answer(sent[0], 'sessions')
  await turn()
  expect(sent).toHaveLength(2)
  answer(sent[1], 'clients')
  expect(String(await next)).toBe('clients')
})
