import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Child } from '../../../src/backend/process.ts'
import { createTransport, type Note } from '../../../src/backend/transport/base-transport.ts'
import { failureOf } from '../state-file/place.ts'

/* How long a host is waited for on which a command does not begin, or that prints nothing. */

/** The transport's own deadline, and that of the long command, in milliseconds. */
const [USUAL, LONG] = [10_000, 120_000]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function hostThat(begins: (note: Note) => Promise<void>) {
  const exited = Promise.withResolvers<{ code: number }>()
  const child: Child = {
    ...{ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), pid: 1 },
    exited: exited.promise,
    async kill() {
      exited.resolve({ code: 143 })
    },
  }
  const transport = createTransport({
    ...{ kind: 'ssh', host: 'gpu1', doubt() {}, close() {} },
    async begin(_argv, _how, _signal, note) {
      await begins(note)
      return { child, lost: async () => false }
    },
    terminal: async () => ({ file: 'ssh', args: [] }),
  })
  const end = (code: number) => {
    for (const stream of [child.stdout, child.stderr]) (stream as PassThrough).end()
    exited.resolve({ code })
  }
  return { transport, end, print: (text: string) => (child.stdout as PassThrough).write(text) }
}

const never = () => new Promise<void>(() => {})

test('a command that may take long must begin within the usual time', async () => {
  const { transport } = hostThat(never)
  const failure = failureOf(transport.run(['git'], { deadline: LONG }))
  await vi.advanceTimersByTimeAsync(USUAL)
  expect(await failure).toMatchObject({ kind: 'late', what: '`git` did not start within 10 s.' })
})

test('the wait for other commands of ours is not counted', async () => {
  const { transport, end } = hostThat(async note => {
    note('8 commands already run on this host', true)
    await new Promise(resolve => setTimeout(resolve, 3 * USUAL))
    note('the host did not accept the login')
  })
  const result = transport.run(['git'], { deadline: LONG })
  await vi.advanceTimersByTimeAsync(3 * USUAL)
  end(0)
  await vi.advanceTimersByTimeAsync(1000)
  expect((await result).code).toBe(0)
})

test('once it has begun it may take its time', async () => {
  const { transport, end } = hostThat(async () => {})
  const result = transport.run(['git'], { deadline: LONG })
  await vi.advanceTimersByTimeAsync(LONG - 1)
  end(0)
  await vi.advanceTimersByTimeAsync(1000)
  expect((await result).code).toBe(0)
})

test('a list that prints nothing is late after the usual time', async () => {
  const { transport } = hostThat(async () => {})
  const failure = failureOf(transport.run(['ls'], { deadline: LONG, keepsPrinting: true }))
  await vi.advanceTimersByTimeAsync(USUAL)
  expect(await failure).toMatchObject({ kind: 'late', why: 'it printed nothing' })
})

test('a list that goes on printing may take its time, and is late when it stops', async () => {
  const { transport, print } = hostThat(async () => {})
  const failure = failureOf(transport.run(['ls'], { deadline: LONG, keepsPrinting: true }))
  for (let at = 0; at < 3 * USUAL; at += USUAL / 2) {
    print('row\n')
    await vi.advanceTimersByTimeAsync(USUAL / 2)
  }
  await vi.advanceTimersByTimeAsync(USUAL / 2)
  expect(await failure).toMatchObject({ kind: 'late', why: 'it printed nothing more' })
})

test('of a command that began and is late, nobody knows what it has done; a list changes nothing', async () => {
  const { transport } = hostThat(async () => {})
  const late = failureOf(transport.run(['git'], { deadline: LONG }))
  await vi.advanceTimersByTimeAsync(LONG)
  expect(await late).toMatchObject({
    what: '`git` took longer than 120 s.',
    hint: 'It may still run, or have done its work: check that on the host before you try again. Test the host: `fleetmux hosts test gpu1`.',
  })
  const list = failureOf(transport.run(['ls'], { deadline: LONG, keepsPrinting: true }))
  await vi.advanceTimersByTimeAsync(USUAL)
  expect((await list).hint).toBe('Test the host: `fleetmux hosts test gpu1`.')
})
