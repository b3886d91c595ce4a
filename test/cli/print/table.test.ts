import { expect, test } from 'vitest'
import { toJson } from '../../../src/cli/print/json.ts'
import { table } from '../../../src/cli/print/table.ts'

const rows = [
  ['local/宽宽', '1', 'short'],
  ['b/x', '10', 'a long title that goes on'],
]

test('on a terminal columns are aligned by cells and cut at its edge', () => {
  expect(table(['TARGET', 'N', 'TITLE'], rows, { stdout: true, columns: 30 })).toEqual([
    'TARGET      N   TITLE',
    'local/宽宽  1   short',
    'b/x         10  a long title …',
  ])
})

test('in a pipe rows are whole, separated by tabs, without titles', () => {
  expect(table(['TARGET', 'N', 'TITLE'], rows, { stdout: false, columns: 10 })).toEqual([
    'local/宽宽\t1\tshort',
    'b/x\t10\ta long title that goes on',
  ])
})

const hostile = '\x1b]0;x\x07a\x9b31mb\x1b[2Jc\u202ed\te\nf'

test('what would act on the terminal, or make two rows of one, is left out', () => {
  for (const stdout of [true, false]) {
    const [last = ''] = table(['T'], [[hostile]], { stdout, columns: 80 }).slice(-1)
    expect(last).toBe('abcd e f')
  }
})

test('JSON keeps the value and holds no byte that acts on a terminal', () => {
  const text = toJson({ title: hostile })
  expect(text).toMatch(/^[ -~]*$/)
  expect(JSON.parse(text)).toEqual({ version: 1, title: hostile })
})
