import { expect, test } from 'vitest'
import { keepLineEnds } from '../../../src/state/files/line-ends.ts'

test.each([
  ['a\r\nb\r\n', 'a\nc\n', 'a\r\nc\r\n'],
  ['a\nb\n', 'a\r\nc\r\n', 'a\nc\n'],
  ['a\nb', 'a\nc\n', 'a\nc'],
  ['a\nb\n', 'a\nc', 'a\nc\n'],
  ['a\r\nb', 'a\nc\n', 'a\r\nc'],
  ['\ufeffa\n', 'b\n', '\ufeffb\n'],
  // Mixed line ends are the person's own.
  ['a\r\nb\n', 'a\nb\n', 'a\nb\n'],
  ['', 'new\n', 'new\n'],
  ['a\n', '', ''],
])('%j edited to %j is saved as %j', (before, edited, saved) => {
  expect(keepLineEnds(before, edited)).toBe(saved)
})
