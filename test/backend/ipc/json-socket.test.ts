import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createWire, type Wire } from '../../../src/backend/ipc/json-socket.ts'
import { until } from '../../lab/process.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Both ends of a socket; `wire`: the one that says, `heard`: what the other end was told. */
async function open() {
  const dir = await mkdtemp(join(tmpdir(), 'fmw-'))
  const path = join(dir, 's')
  const accepted = Promise.withResolvers<Socket>()
  const server = createServer(accepted.resolve)
  await new Promise<void>(resolve => server.listen(path, resolve))
  const far = connect(path)
  const near = await accepted.promise
  ends.push(async () => {
    near.destroy()
    far.destroy()
    await new Promise(resolve => server.close(resolve))
    await rm(dir, { recursive: true })
  })
  const heard: unknown[] = []
  let over = false
  const wire: Wire<unknown> = createWire(
    near,
    line => line,
    () => {},
    () => (over = true),
  )
  createWire<unknown, unknown>(
    far,
    line => line,
    line => heard.push(line),
    () => {},
  )
  return { wire, heard, near, far, isOver: () => over }
}

test('an answer of 16 MB comes whole, in order with what is said around it', async () => {
  const { wire, heard } = await open()
  const lines = Array.from(
    { length: 50_000 },
    (_, index) => `${index} \u001b[31m${'x😀'.repeat(80)}`,
  )
  wire.say({ first: true })
  wire.say({ lines })
  for (let count = 0; count < 100; count++) wire.say({ count, text: 'y'.repeat(1000) })
  await until('all of it', async () => heard.length === 102)
  expect(heard[0]).toEqual({ first: true })
  expect(heard[1]).toEqual({ lines })
  expect(heard[101]).toMatchObject({ count: 99 })
})

test('one that has stopped reading is let go, whether it left much or asked for much', async () => {
  for (const text of ['z'.repeat(100_000), 'z'.repeat(3_000_000)]) {
    const { wire, near, far, isOver } = await open()
    far.pause()
    for (let count = 0; count < 200 && !near.destroyed; count++) wire.say({ text })
    expect(near.destroyed).toBe(true)
    await until('the end to be told', async () => isOver())
  }
})

test('what is no JSON, and a piece without an end, end the wire', async () => {
  for (const text of ['{\n', '+{\nx\n', 'x'.repeat(300_000)]) {
    const { near, far } = await open()
    far.write(text)
    await until('the end', async () => near.destroyed)
  }
})
