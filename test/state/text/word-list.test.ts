import { expect, test } from 'vitest'
import { andList, andMore, orList } from '../../../src/state/text/word-list.ts'

test('words in a sentence are joined, and those beyond the first few are counted', () => {
  expect([andList(['a']), andList(['a', 'b', 'c']), orList(['a', 'b'])]).toEqual([
    'a',
    'a, b and c',
    'a or b',
  ])
  expect([2, 3].map(most => andMore(['a', 'b', 'c'], most))).toEqual(['a, b and 1 more', 'a, b, c'])
  expect(andMore([], 3)).toBe('')
})
