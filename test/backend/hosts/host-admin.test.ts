import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { createUpkeep } from '../../../src/backend/hosts/host-admin.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { fleet } from '../../state/fleet.ts'

const lost = new FailureError({ kind: 'lost', what: 'It was only a test.' })
const never = () => Promise.reject(lost)

/** A way to a host on which everybody waits for the same moment. */
function way(opened: () => Promise<void>): Transport {
  const other = { run: never, terminal: never, put: never, get: never, isOpen: never, doubt() {} }
  return {
    ...other,
    close: async () => {},
    kind: 'ssh',
    host: 'many',
    open: () => opened().then(never),
  }
}

test('of a hundred hosts that are tested at once some wait for the others, and all have their turn', async () => {
  const moment = Promise.withResolvers<void>()
  const told: Event[] = []
  let opened = 0
  const run = createUpkeep({
    getState: () => fleet(),
    dispatch: event => told.push(event),
    catalogue: () => bundled,
    lend: run => run(),
    redial: () => {},
    transport: () =>
      way(() => {
        opened++
        return moment.promise
      }),
  })
  const all = Array.from({ length: 100 }, (_, at) => {
    const host = { name: `host${at}`, transport: 'ssh' } as const
    return run({ type: 'test-host', host, agents: false, ref: `${at}` })
  })
  while (opened < 32) await turn()
  await turn()
  expect(opened).toBe(32)
  moment.resolve()
  await Promise.all(all)
  expect(told.filter(event => event.type === 'tested')).toHaveLength(100)
})
