import { expect, test } from 'vitest'
import { invert, restyle } from '../../src/state/text/style.ts'

const after = (...sequences: string[]): string => sequences.reduce(restyle, '')

test.each([
  [['1', '31'], '1;31'],
  [['31;1'], '1;31'],
  [['1;2', '22'], ''],
  [['4:3'], '4'],
  [['4:3', '4:0'], ''],
  [['21'], '4'],
  [['38:2::1:2:3'], '38;2;1;2;3'],
  [['38:2:1:2:3'], '38;2;1;2;3'],
  [['48:5:7'], '48;5;7'],
  [['38;5;300'], ''],
  [['38;2;1;2'], ''],
  [['58;5;1;1'], '1'],
  [['58;2;1;2;3;1'], '1'],
  [['31', '39'], ''],
  [['97;107'], '97;107'],
  [['1;;31'], '31'],
  [['999'], ''],
  [['3', '0'], ''],
  [['3', ''], ''],
  [['7;38;5;7', '27'], '38;5;7'],
])('%j leaves "%s"', (sequences, style) => {
  expect(after(...sequences)).toBe(style)
})

test('the cursor inverts a cell, and an inverse cell back', () => {
  expect(invert('')).toBe('7')
  expect(invert('1;7;31')).toBe('1;31')
  expect(invert('38;5;7')).toBe('7;38;5;7')
})
