import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { probe } from '../../../src/backend/probe/probe.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
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

test.each([
  ['one line', 'x'],
  ['short lines', 'x\n'],
])(
  'an answer of %s that never ends is given up, and what is read of it has a limit',
  async (_, text) => {
    const block = Buffer.alloc(64 << 10, text)
    let sent = 0
    const stdout = new Readable({
      read() {
        sent += block.length
        setImmediate(() => this.push(block))
      },
    })
    const kill = async () => void stdout.destroy()
    const running = { stdin: new PassThrough(), stdout, kill } as unknown as Running
    const told = await checksOf({ open: async () => running } as unknown as Transport)

    expect(told.at(-1)).toMatchObject({
      name: 'answer',
      state: 'fail',
      found: 'The host printed more than 1 MiB during the test.',
    })
    expect(sent).toBeLessThan(2 << 20)
  },
)

test('programs that print without end have the rest of the host tested', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fmp-'))
  const local = createLocal({ name: 'box', deadline: 30_000 })
  try {
    for (const name of ['tmux', 'hostname', 'mosh-server', 'locale']) {
      await writeFile(join(dir, name), "#!/bin/sh\nexec tr '\\0' x </dev/zero\n")
      await chmod(join(dir, name), 0o755)
    }
    const path = `PATH=${dir}:${process.env['PATH']}`
    const told = await checksOf({
      ...local,
      open: (argv, options) => local.open(['env', path, ...argv], options),
    })
    expect(told.find(each => each.name === 'tmux')?.found).toMatch(/^x{100}/)
    expect(told.map(each => each.name)).toContain('round trip')
  } finally {
    await local.close()
    await rm(dir, { recursive: true })
  }
})

async function checksOf(transport: Transport): Promise<readonly Check[]> {
  const told: Check[] = []
  await probe({
    host: { name: 'box', transport: 'docker', container: 'box' },
    ...{ transport, adapters: [], deadline: 30_000 },
    tell: check => told.push(check),
  })
  return told
}
