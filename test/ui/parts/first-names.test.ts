import { expect, test } from 'vitest'
import { firstNames } from '../../../src/ui/parts/first-names.ts'

test('the names that a line has no room for are counted', () => {
  expect(firstNames(['a', 'b', 'c'], 3)).toBe('a  b  c')
  expect(firstNames(['a', 'b', 'c', 'd', 'e'], 3)).toBe('a  b  c  and 2 more')
  expect(firstNames([], 3)).toBe('')
})
