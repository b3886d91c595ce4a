import { expect, test } from 'vitest'
import { createGapReader } from '../../../src/backend/runs/gap-reader.ts'
import type { Line } from '../../../src/state/runs/reader/run-reader.ts'

/** Reads a file of ten lines of ten bytes whose bytes 25 to 55 are gone, in pieces of that size. */
function read(from: number, piece: number): readonly Line[] {
  const lines: Line[] = []
  const whole = Array.from({ length: 10 }, (_, nth) => `line ${nth}...\n`).join('')
  const bytes = Buffer.from(
    from < 25 ? whole.slice(from, 25) + whole.slice(55) : whole.slice(Math.max(from, 55)),
  )
  const take = (line: Line) => lines.push(line)
  const reader = createGapReader(from, { from: 25, to: 55 }, { take, overtaken: () => true })
  for (let at = 0; at < bytes.length; at += piece) reader.add(bytes.subarray(at, at + piece))
  return lines
}

test.each([1, 3, 7, 100])(
  'a gap is one line that says what is lost, in pieces of %i bytes',
  piece => {
    const lines = read(0, piece)
    expect(lines.map(({ text, end, lost }) => lost ?? `${text} ${end}`)).toEqual([
      ...['line 0... 10', 'line 1... 20'],
      40,
      ...['line 6... 70', 'line 7... 80', 'line 8... 90', 'line 9... 100'],
    ])
    expect(lines[2]?.end).toBe(60)
  },
)

test('who begins in it is told what it has missed, who begins behind it nothing', () => {
  expect(read(40, 5)[0]).toEqual({ source: 'stdout', text: '', end: 60, lost: 20 })
  expect(read(60, 5)[0]).toEqual({ source: 'stdout', text: 'line 6...', end: 70 })
})

test('zeros are what is left of a line that was lost meanwhile, unless they are said to be output', () => {
  const lines: Line[] = []
  const take = (line: Line) => lines.push(line)
  for (const isGap of [true, false]) {
    const overtaken = () => isGap
    createGapReader(0, { from: 0, to: 0 }, { take, overtaken }).add(
      Buffer.from(`${'\0'.repeat(300)}\n`),
    )
    expect(lines).toHaveLength(isGap ? 0 : 1)
  }
})
