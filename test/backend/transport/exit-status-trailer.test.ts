import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readExitStatusTrailer } from '../../../src/backend/transport/exit-status-trailer.ts'

const MARK = 'fleetmux-end:ab12:7;'

test('the mark is found wherever it is cut in two, and what is behind it dropped', async () => {
  for (let cut = 0; cut <= MARK.length; cut++) {
    const source = new PassThrough()
    const marked = readExitStatusTrailer(source, 'ab12')
    source.write(`some ffleetmux-end:${MARK.slice(0, cut)}`)
    await new Promise(resolve => setImmediate(resolve))
    source.end(`${MARK.slice(cut)}command terminated`)
    expect(await text(marked.stream)).toBe('some ffleetmux-end:')
    expect(marked.code()).toBe(7)
  }
})

test('without it all is kept, and no code known', async () => {
  const source = new PassThrough()
  const marked = readExitStatusTrailer(source, 'ab12')
  source.end('fleetmux-end:other:7; fleetmux-end:ab12:')
  expect(await text(marked.stream)).toBe('fleetmux-end:other:7; fleetmux-end:ab12:')
  expect(marked.code()).toBeNull()
})

test('a reader that is behind hears all once the rest is asked for', async () => {
  const source = new PassThrough()
  const marked = readExitStatusTrailer(source, 'ab12')
  const much = 'x'.repeat(1 << 20)
  source.write(much)
  source.end(MARK)
  await marked.rest()
  expect(marked.code()).toBe(7)
  expect((await text(marked.stream)).length).toBe(much.length)
})
