import { expect, test } from 'vitest'
import { createEventRing } from '../../../src/server/streams/event-ring.ts'
import { eventStream } from '../../../src/server/streams/event-stream.ts'

test('a reader that waits gets each event once, in its order', async () => {
  const events = createEventRing('run')
  const forget = { over: false }
  const { body } = eventStream({
    events,
    since: null,
    first: 'coming',
    begun: () => () => {
      forget.over = true
    },
  })
  if (!body) throw new Error('a stream has a body')
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  /** Reads on, and is waiting before the events come. */
  const readUntil = async (last: string, ...added: unknown[]) => {
    for (let next = reader.read(); ; next = reader.read()) {
      await new Promise(setImmediate)
      for (const data of added.splice(0)) events.add(data)
      text += decoder.decode((await next).value)
      if (text.includes(last)) return
    }
  }
  await readUntil('retry:')
  await readUntil('id: run-1', 1)
  await readUntil('id: run-3', 2, 3)
  await readUntil('id: run-4', 4)
  expect(text.match(/id: .*/g)).toEqual(['id: run-1', 'id: run-2', 'id: run-3', 'id: run-4'])
  await reader.cancel()
  expect(forget.over).toBe(true)
})
