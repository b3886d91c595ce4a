import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { probe } from '../../../src/backend/probe/probe.ts'
import type { Running, Transport } from '../../../src/backend/transport/transport.ts'
import type { Check } from '../../../src/state/model/check.ts'

test('a host that stops in the middle of its answers was reached; what to do is said', async () => {
  const stdout = new PassThrough()
  stdout.end()
  const running = { stdin: new PassThrough(), stdout, kill: async () => {} } as unknown as Running
  const transport = { open: async () => running } as unknown as Transport
  const told: Check[] = []

  await probe({
    host: { name: 'box', transport: 'docker', container: 'box' },
    transport,
    adapters: [],
    deadline: 10_000,
    tell: check => told.push(check),
  })

  expect(told.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'reach ok',
    'authenticate ok',
    'answer fail',
  ])
  expect(told.at(-1)?.hint).toContain('test again')
})
