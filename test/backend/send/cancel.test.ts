import { expect, test } from 'vitest'
import { createBroadcaster } from '../../../src/backend/send/broadcast.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { until } from '../../lab/process.ts'
import { meansOf } from './send-context.ts'

test('called off, a held text goes to no other name of the same pane either', async () => {
  const told: Extract<Event, { type: 'receipt' }>[] = []
  const broadcaster = createBroadcaster({
    // Hosts that do not answer: their panes are waited for.
    ...meansOf(() => ({
      pushed: true,
      version: '3.3a',
      ask: () => Promise.reject(new FailureError({ kind: 'late', what: 'No answer.' })),
      stream() {},
      unstream() {},
    })),
    dispatch: event => event.type === 'receipt' && told.push(event),
    name: ({ host }) => host,
  })
  const targets = ['one', 'two'].map(host => ({
    target: { host, server: '1:1', pane: '%1' },
    from: 'text' as const,
  }))
  const how = { mode: 'submit' as const, deadline: 60_000, queue: true, hold: 600_000 }
  broadcaster.send({ type: 'broadcast', id: 1, text: 'x', how, targets })
  broadcaster.cancel(1)
  const ends = () => told.filter(({ receipt }) => !receipt.open)
  await until('an end of both', () => ends().length === 2)
  expect(ends().map(({ target, receipt }) => [target.host, receipt.word])).toEqual([
    ['one', 'refused'],
    ['two', 'refused'],
  ])
})
