import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createStreams } from '../../../src/cli/print/streams.ts'

test('many that print to a reader who is slow wait together, and all go on', async () => {
  const written: (() => void)[] = []
  const slow = new Writable({ highWaterMark: 1, write: (_, __, done) => void written.push(done) })
  const stdout = Object.assign(slow, { isTTY: false }) as unknown as NodeJS.WriteStream
  const { stdin, stderr } = process
  const { print } = createStreams({ stdin, stdout, stderr, environment: {} })

  const printed = Array.from({ length: 20 }, (_, at) => print(`line ${at}`))

  expect(slow.listenerCount('drain')).toBe(1)
  for (let done = written.shift(); done; done = written.shift()) {
    done()
    await new Promise(resolve => setImmediate(resolve))
  }
  await Promise.all(printed)
})
