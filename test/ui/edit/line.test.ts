import { expect, test } from 'vitest'
import { edit, insert, lineOf } from '../../../src/ui/edit/line.ts'

const at = (marked: string) => {
  const [before = '', after = ''] = marked.split('|')
  return { ...lineOf(before), text: before + after }
}
const marked = ({ text, cursor }: { text: string; cursor: number }) => {
  const all = [...new Intl.Segmenter().segment(text)].map(part => part.segment)
  return `${all.slice(0, cursor).join('')}|${all.slice(cursor).join('')}`
}

test.each([
  ['ab|c', 'Left', 'a|bc'],
  ['abc|', 'Right', 'abc|'],
  ['|abc', 'C-b', '|abc'],
  ['a|bc', 'C-f', 'ab|c'],
  ['ab|c', 'Home', '|abc'],
  ['a|bc', 'C-e', 'abc|'],
  ['ab|c', 'BSpace', 'a|c'],
  ['|abc', 'BSpace', '|abc'],
  ['ab|c', 'DC', 'ab|'],
  ['ab|c', 'C-u', '|c'],
  ['ab|c', 'C-k', 'ab|'],
  ['one two |', 'C-w', 'one |'],
  ['日本👩‍💻|x', 'BSpace', '日本|x'],
])('%s %s gives %s', (before, key, expected) => {
  const line = edit(at(before), key)
  expect(line && marked(line)).toBe(expected)
})

test('other keys do not edit', () => {
  expect(edit(lineOf('x'), 'F1')).toBeNull()
})

test('typed or pasted text becomes one line without control characters', () => {
  expect(marked(insert(at('a|b'), 'x\ny\x1b[31mz'))).toBe('ax y[31mz|b')
})
