import { describe, expect, test } from 'vitest'
import {
  type Block,
  blockOf,
  EMPTY_BLOCK,
  editBlock,
  insertText,
  moveRow,
  textOf,
} from '../../../src/ui/edit/block.ts'

/** The text with a bar where the cursor stands. */
const drawn = (block: Block | null) => (block ? textOf(insertText(block, '|')) : null)
const keys = (block: Block, ...names: readonly string[]) =>
  names.reduce<Block>((now, key) => editBlock(now, key) ?? now, block)

test('typed or pasted text is kept, except for line ends', () => {
  const text = 'a\tb\n\n"$(x)"; \u0007 日本 👩‍💻\n'
  expect(textOf(insertText(EMPTY_BLOCK, text))).toBe(text)
  expect(textOf(insertText(EMPTY_BLOCK, 'a\rb\r\nc'))).toBe('a\nb\nc')
})

test('text is inserted at the cursor', () => {
  const block = keys(blockOf('one\ntwo'), 'Left')
  expect(drawn(block)).toBe('one\ntw|o')
  expect(drawn(insertText(block, 'x\ny'))).toBe('one\ntwx\ny|o')
})

describe('keys that move the cursor to another line', () => {
  const start = { ...blockOf('ab\ncd'), column: 0 }
  const end = { ...blockOf('ab\ncd'), row: 0, column: 2 }

  test.each([
    ['Left', start, 'ab|\ncd'],
    ['C-b', start, 'ab|\ncd'],
    ['Right', end, 'ab\n|cd'],
    ['C-f', end, 'ab\n|cd'],
    ['BSpace', start, 'ab|cd'],
    ['C-h', start, 'ab|cd'],
    ['DC', end, 'ab|cd'],
    ['C-d', end, 'ab|cd'],
    ['C-k', end, 'ab|cd'],
    ['Home', { ...end, row: 1 }, 'ab\n|cd'],
    ['C-u', { ...end, row: 1 }, 'ab\n|'],
  ])('%s', (key, block, then) => {
    expect(drawn(editBlock(block, key))).toBe(then)
  })

  test('and do nothing at the ends of the text', () => {
    expect(drawn(keys(blockOf('a'), 'Left', 'Left', 'BSpace'))).toBe('|a')
    expect(drawn(keys(blockOf('a'), 'Right', 'DC'))).toBe('a|')
  })
})

test('up and down stay within shorter lines and stop at the first and last line', () => {
  const block = blockOf('long line\nx\nlonger line')
  const up = moveRow(block, -1)
  expect(drawn(up)).toBe('long line\nx|\nlonger line')
  expect(moveRow(block, 1)).toBeNull()
  expect(up && drawn(moveRow(up, -1))).toBe('l|ong line\nx\nlonger line')
})
