import { expect, test } from 'vitest'
import { castEvents, castHeader } from '../../../src/state/recording/asciicast.ts'
import { screen } from '../fleet.ts'

const at = (lines: readonly string[], x = 0, y = 0) => screen(lines, { cursor: { x, y } })

test('the header is one line', () => {
  expect(JSON.parse(castHeader({ width: 80, height: 24 }, 'h/s', 1_800_000_000_999))).toEqual({
    version: 2,
    width: 80,
    height: 24,
    timestamp: 1_800_000_000,
    title: 'h/s',
  })
})

test('only rows that differ are written, then the cursor', () => {
  const [line = '', ...more] = castEvents(at(['a', 'b']), at(['a', 'c'], 1, 1), 1.23456)
  expect(more).toEqual([])
  expect(JSON.parse(line)).toEqual([1.235, 'o', '\x1b[2;1Hc\x1b[0m\x1b[K\x1b[?25h\x1b[2;2H'])
})

test('a screen that is the same is no event; a cursor that moved is one', () => {
  expect(castEvents(at(['a']), at(['a']), 1)).toEqual([])
  expect(castEvents(at(['a']), at(['a'], 1), 1)).toHaveLength(1)
})

test('another size is told, and drawn whole', () => {
  const wider = { ...at(['a', 'b']), width: 100 }
  const [resized = '', drawn = ''] = castEvents(at(['a', 'b']), wider, 2)
  expect(JSON.parse(resized)).toEqual([2, 'r', '100x2'])
  expect(JSON.parse(drawn)[2]).toMatch(/^\x1b\[2J.*a.*b/)
})
