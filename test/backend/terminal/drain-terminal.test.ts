import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { drainTerminal } from '../../../src/backend/terminal/drain-terminal.ts'
import { until } from '../../lab/process.ts'

function terminal() {
  const raw: boolean[] = []
  let asked = ''
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => raw.push(on),
  })
  const output = { isTTY: true, write: (text: string) => (asked += text) }
  return { keyboard, output, raw, asked: () => asked }
}

test('all that comes before the answer is swallowed, nothing after it', async () => {
  const { keyboard, output, raw, asked } = terminal()
  let done = false
  const settled = drainTerminal(keyboard, output).then(() => (done = true))
  await until('the question', () => asked() === '\x1b[5n')
  keyboard.write('\x1b]11;rgb:1111/2222/3333\x07\x1b[?1;2c')
  await new Promise(resolve => setImmediate(resolve))
  expect([done, raw]).toEqual([false, [true]])
  keyboard.write('\x1b[0')
  keyboard.write('n')
  await settled
  expect(raw).toEqual([true, false])
  keyboard.write('ls')
  expect(String(keyboard.read())).toBe('ls')
})

test('what is no terminal is left alone', async () => {
  const { keyboard, output, asked } = terminal()
  await drainTerminal(keyboard, { ...output, isTTY: false })
  expect(asked()).toBe('')
})
