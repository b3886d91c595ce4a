import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const signals = new URL('../../src/cli/signals.ts', import.meta.url).href

/**
 * Repeats each signal as `when-exit` does, and is then busy for longer than a repeated signal is ignored. Prints when it
 * has left in order.
 */
const PROGRAM = `
import { untilTold } from ${JSON.stringify(signals)}
const told = untilTold(new Promise(() => {}))
process.once('SIGINT', () => {
  process.kill(process.pid, 'SIGINT')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
})
process.stdin.resume()
console.log('ready')
const code = await told.code
await new Promise(resolve => setTimeout(resolve, Number(process.env.LEAVING)))
console.log('left with', code)
process.exit(code)
`

async function interrupt(leaving: number, again: boolean) {
  const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM]
  const child = spawn(process.execPath, args, { env: { ...process.env, LEAVING: String(leaving) } })
  let out = ''
  child.stdout.on('data', bytes => {
    out += bytes
  })
  while (!out.includes('ready')) await once(child.stdout, 'data')
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  const repeat = setInterval(() => again && child.kill('SIGINT'), 700)
  const [code] = await ended
  clearInterval(repeat)
  return { code, out }
}

test('a signal that a busy process repeats to itself does not cut its leaving short', async () => {
  expect(await interrupt(200, false)).toEqual({ code: 130, out: 'ready\nleft with 130\n' })
})

test('a second signal of the user ends it at once', async () => {
  expect(await interrupt(100_000, true)).toEqual({ code: 130, out: 'ready\n' })
})
