import { expect, test } from 'vitest'
import { keepLineEnds, linesOfFile, textOfLines } from '../../../src/state/files/line-ends.ts'

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

test.each([
  ['', 1],
  ['a', 1],
  ['a\nb\n', 3],
  ['\ufeffa\r\nb\r\n', 3],
  // Mixed line ends, and a single carriage return, stay in their lines.
  ['a\r\nb\n', 3],
  ['a\rb\r\nc', 2],
  ['\n\n', 3],
])('%j is %i lines, and is written again as it was', (text, count) => {
  const read = linesOfFile(text)
  expect(read.lines.length).toBe(count)
  expect(textOfLines(read)).toBe(text)
})
