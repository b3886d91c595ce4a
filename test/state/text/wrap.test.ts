import { expect, test } from 'vitest'
import { width } from '../../../src/state/text/text.ts'
import { wrap } from '../../../src/state/text/wrap.ts'

test.each([
  ['', 5, ['']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 100, ['one two three']],
  ['a /very/long/path b', 6, ['a', '/very/', 'long/p', 'ath b']],
  ['日本語 x', 4, ['日本', '語 x']],
  ['line\nbreak\x1b[31m', 20, ['line break']],
])('%j in %i cells', (text, columns, lines) => {
  expect(wrap(text, columns)).toEqual(lines)
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
})
