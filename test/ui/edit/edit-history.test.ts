import { describe, expect, test } from 'vitest'
import { insertText, moveTo, textOf } from '../../../src/ui/edit/block.ts'
import {
  type EditHistory,
  editText,
  historyOf,
  moveCursor,
  redo,
  typeText,
  undo,
} from '../../../src/ui/edit/edit-history.ts'

/** The text with a bar where the cursor stands. */
const drawn = ({ block }: EditHistory) => textOf(insertText(block, '|'))
const of = (text: string) => historyOf(text.split('\n'))
const keys = (history: EditHistory, ...names: readonly string[]) => names.reduce(editText, history)
const undone = (history: EditHistory, times = 1): EditHistory =>
  times === 0 ? history : undone(undo(history) ?? history, times - 1)

describe('undo', () => {
  test('takes back what was typed without a pause, and redo makes it again', () => {
    const typed = ['a', 'b', 'c'].reduce(typeText, of('one\ntwo'))
    expect(drawn(typed)).toBe('abc|one\ntwo')
    const back = undone(typed)
    expect(drawn(back)).toBe('|one\ntwo')
    expect(undo(back)).toBeNull()
    expect(drawn(redo(back) ?? back)).toBe('abc|one\ntwo')
  })

  test('a moved cursor, another key and a new line begin another change', () => {
    let history = typeText(of('one'), 'a')
    history = typeText(keys(history, 'End'), 'b')
    history = typeText(typeText(history, '\n'), 'c')
    history = keys(history, 'BSpace', 'BSpace')
    expect(drawn(history)).toBe('aoneb|')
    expect(drawn(undone(history))).toBe('aoneb\n|')
    expect(drawn(undone(history, 2))).toBe('aoneb\nc|')
    expect(drawn(undone(history, 3))).toBe('aoneb\n|')
    expect(drawn(undone(history, 4))).toBe('aoneb|')
    expect(drawn(undone(history, 5))).toBe('aone|')
    expect(drawn(undone(history, 6))).toBe('|one')
  })

  test('a paste of many lines is one change', () => {
    const pasted = typeText(keys(of('ab\nc'), 'Right'), 'x\r\ny\rz')
    expect(drawn(pasted)).toBe('ax\ny\nz|b\nc')
    expect(drawn(undone(pasted))).toBe('a|b\nc')
    expect(drawn(redo(undone(pasted)) ?? pasted)).toBe('ax\ny\nz|b\nc')
  })

  test('a new change forgets what was undone; a key that changes nothing does not', () => {
    const back = undone(typeText(of('one'), 'a'))
    expect(redo(keys(back, 'End'))).not.toBeNull()
    expect(redo(keys(back, 'BSpace'))).not.toBeNull()
    expect(redo(typeText(back, 'b'))).toBeNull()
  })

  test('goes back a thousand changes', () => {
    let history = of('')
    for (let n = 0; n < 1500; n++) history = typeText(history, '\n')
    expect(undone(history, 1500).block.lines.length).toBe(501)
  })

  test('keeps only the lines that differ', () => {
    const lines = Array.from({ length: 1000 }, (_, n) => `line ${n}`)
    const history = typeText(
      moveCursor(historyOf(lines), moveTo(historyOf(lines).block, 500, 0)),
      'x',
    )
    expect(history.past).toMatchObject([{ at: 500, before: ['line 500'], after: ['xline 500'] }])
  })
})

describe('C-y inserts what was deleted', () => {
  test.each([
    ['one two\nthree', ['C-k', 'C-y'], 'one two|\nthree'],
    ['one\ntwo\nthree', ['C-k', 'C-k', 'C-k', 'C-y', 'C-y'], 'one\ntwoone\ntwo|\nthree'],
    ['one two', ['End', 'C-w', 'C-w', 'C-y'], 'one two|'],
    ['one two', ['End', 'C-u', 'C-y', 'C-y'], 'one twoone two|'],
    ['a日本👩‍💻b', ['Right', 'C-k', 'C-y'], 'a日本👩‍💻b|'],
    ['one', ['C-y'], '|one'],
    ['one', ['C-k', 'C-k', 'C-y'], 'one|'],
  ])('%j after %j is %j', (text, names, then) => {
    expect(drawn(keys(of(text), ...names))).toBe(then)
  })
})

test('a carriage return within a line stays where it is', () => {
  expect(drawn(typeText(keys(of('a\rb'), 'End'), 'x'))).toBe('a\rbx|')
})
