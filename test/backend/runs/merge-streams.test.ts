import { expect, test } from 'vitest'
import { createLineReader } from '../../../src/backend/runs/line-reader.ts'
import { createMerger } from '../../../src/backend/runs/merge-streams.ts'

const MARK = 'ab'.repeat(16)
const out = (end: number) => ({ source: 'stdout', text: `out ${end}`, end }) as const
const note = (size: number, end: number) =>
  ({ source: 'stderr', text: `${MARK} in ${size} key {}`, end }) as const

function merged(
  there: { out: number; err: number },
  lines: readonly ReturnType<typeof out | typeof note>[],
) {
  const taken: string[] = []
  const merger = createMerger(MARK, { out: 0, err: 0 }, there, line =>
    taken.push(`${line.source} ${line.end}`),
  )
  for (const line of lines) merger.add(line)
  return { taken, isCaughtUp: merger.isCaughtUp }
}

test('what was there is put into the order in which it was written, however it is read', () => {
  const there = { out: 30, err: 50 }
  const expected = ['stdout 10', 'stdout 20', 'stderr 50', 'stdout 30']
  expect(merged(there, [out(10), out(20), out(30), note(20, 50)]).taken).toEqual(expected)
  expect(merged(there, [note(20, 50), out(10), out(20), out(30)]).taken).toEqual(expected)
  expect(merged(there, [out(10), note(20, 50), out(20), out(30)])).toEqual({
    taken: expected,
    isCaughtUp: true,
  })
})

test('output waits only for notes that were there when reading began', () => {
  expect(merged({ out: 0, err: 50 }, [out(10)]).taken).toEqual([])
  expect(merged({ out: 0, err: 0 }, [out(10)]).taken).toEqual(['stdout 10'])
})

test('a line that is not complete holds up nothing, and is no reason to read on', () => {
  const taken: string[] = []
  const take = (line: { source: string; end: number }) => taken.push(`${line.source} ${line.end}`)
  const merger = createMerger(MARK, { out: 0, err: 0 }, { out: 25, err: 57 }, take)
  for (const line of [out(10), out(20), note(10, 50)]) merger.add(line)
  expect([taken, merger.isCaughtUp]).toEqual([['stdout 10', 'stderr 50'], false])
  // Half a line of each stream is behind what was told as lines.
  merger.hear({ out: 25, err: 57 })
  expect([taken, merger.isCaughtUp]).toEqual([['stdout 10', 'stderr 50', 'stdout 20'], true])
})

test('a line that is longer than a note waited for does not hold it up', () => {
  expect(merged({ out: 0, err: 0 }, [note(20, 50), out(30)]).taken).toEqual([
    'stderr 50',
    'stdout 30',
  ])
})

test('lines are whole, whatever the pieces, and say where they end', () => {
  const text = 'one\r\n€uro\n\nlast'
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 100]) {
    const lines: { text: string; end: number }[] = []
    const reader = createLineReader('stdout', 100, ({ text, end }) => lines.push({ text, end }))
    for (let at = 0; at < bytes.length; at += size) reader.add(bytes.subarray(at, at + size))
    reader.flush()
    expect(lines).toEqual([
      { text: 'one', end: 105 },
      { text: '€uro', end: 112 },
      { text: '', end: 113 },
      { text: 'last', end: 117 },
    ])
  }
})
