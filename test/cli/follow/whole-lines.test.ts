import { expect, test } from 'vitest'
import { wholeLines } from '../../../src/cli/follow/whole-lines.ts'

async function printed(rows: readonly string[], kept: readonly string[], width = 10) {
  const out: string[] = []
  let reads = 0
  const print = async (line: string) => void out.push(line)
  const whole = wholeLines(width, print, async () => {
    reads++
    return kept
  })
  for (const row of rows) await whole.line(row)
  await whole.end()
  return { out, reads }
}

test('rows that tmux has wrapped are one line', async () => {
  const kept = ['aaaaaaaaaabbbbbbbbbbcc', 'short']
  const rows = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cc', 'short']
  expect(await printed(rows, kept)).toEqual({ out: kept, reads: 1 })
})

test('a line that just fills the width is a line of its own', async () => {
  const kept = ['aaaaaaaaaa', 'bb']
  expect((await printed(['aaaaaaaaaa', 'bb'], kept)).out).toEqual(kept)
})

test('what is no longer kept counts as wrapped where it fills the width', async () => {
  expect((await printed(['aaaaaaaaaa', 'bb'], [])).out).toEqual(['aaaaaaaaaabb'])
})

test('short rows are printed at once, and tmux is not asked', async () => {
  expect(await printed(['a', 'b'], [])).toEqual({ out: ['a', 'b'], reads: 0 })
})

test('a row whose rest does not come is printed after a while', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const whole = wholeLines(
    10,
    async line => resolve(line),
    async () => [],
  )
  await whole.line('aaaaaaaaaa')
  expect(await promise).toBe('aaaaaaaaaa')
})
