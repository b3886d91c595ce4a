import { expect, test } from 'vitest'
import { screenMessage } from '../../../src/server/live/screen-diff.ts'
import type { Screen } from '../../../src/state/model/live-pane.ts'

const screen = (lines: readonly string[], more: Partial<Screen> = {}): Screen => ({
  lines,
  width: 10,
  height: lines.length,
  cursor: null,
  history: 0,
  ...more,
})

test('the first screen is whole, the next holds the lines that have changed', () => {
  const first = screen(['a', 'b', 'c'])
  expect(screenMessage('%1', 1, null, first)).toMatchObject({
    key: true,
    lines: { 0: 'a', 1: 'b', 2: 'c' },
  })
  const next = screenMessage('%1', 2, first, screen(['a', 'B', 'c'], { cursor: { x: 1, y: 1 } }))
  expect(next).toMatchObject({ key: false, seq: 2, lines: { 1: 'B' }, cursor: { x: 1, y: 1 } })
  expect(Object.keys(next.lines)).toEqual(['1'])
})

test.each([
  ['another width', screen(['a', 'b'], { width: 11 })],
  ['another height', screen(['a', 'b', ''])],
  ['another height said', screen(['a', 'b'], { height: 5 })],
])('%s is a whole screen', (_, next) => {
  expect(screenMessage('%1', 2, screen(['a', 'b']), next).key).toBe(true)
})
