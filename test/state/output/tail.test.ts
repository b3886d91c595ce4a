import { expect, test } from 'vitest'
import type { Screen } from '../../../src/state/model/live-pane.ts'
import { advanceTail, beginTail, incompleteRow, type Tail } from '../../../src/state/output/tail.ts'

/** A screen of five rows with the cursor on its last written row, or hidden. */
function screen(
  text: string,
  history = 0,
  cursor: number | null = text.split('\n').length - 1,
): Screen {
  const rows = text.split('\n')
  const lines = [...rows, ...new Array(Math.max(0, 5 - rows.length)).fill('')]
  return {
    lines,
    width: 20,
    height: 5,
    history,
    cursor: cursor === null ? null : { x: 0, y: cursor },
  }
}

function feed(
  first: Screen,
  ...later: Screen[]
): { printed: string[]; tail: Tail; missed: number; redrawn: boolean } {
  let tail = beginTail(first)
  const printed: string[] = []
  let missed = 0
  let redrawn = false
  for (const next of later) {
    const step = advanceTail(tail, next)
    tail = step.tail
    missed += step.missed
    redrawn ||= step.redrawn
    printed.push(...step.lines)
  }
  return { printed, tail, missed, redrawn }
}

test('finished lines are printed once, as they come', () => {
  const { printed } = feed(
    screen('a\n'),
    screen('a\nb\n'),
    screen('a\nb\nc\nd\n'),
    screen('a\nb\nc\nd\n'),
  )
  expect(printed).toEqual(['b', 'c', 'd'])
})

test('a line is printed when it is finished, not letter by letter', () => {
  expect(feed(screen('$ '), screen('$ l'), screen('$ ls'), screen('$ ls\nx\n$ ')).printed).toEqual([
    '$ ls',
    'x',
  ])
})

test('a line that was printed at rest is not printed again, unless it grew', () => {
  const asks = screen('a\nGo on? ')
  const { tail } = feed(screen('a\n'), asks)
  const rested = incompleteRow(tail, asks)
  expect(rested?.line).toBe('Go on? ')
  const after = rested?.tail ?? tail
  expect(incompleteRow(after, asks)).toBeNull()
  expect(advanceTail(after, screen('a\nGo on?\nb\n')).lines).toEqual(['b'])
  expect(advanceTail(after, screen('a\nGo on? y\nb\n')).lines).toEqual(['Go on? y', 'b'])
  expect(incompleteRow(advanceTail(after, asks).tail, asks)).toBeNull()
})

test('lines that scroll are told apart from those that were there', () => {
  const { printed, missed } = feed(
    screen('1\n2\n3\n4\n5'),
    screen('2\n3\n4\n5\n6', 1),
    screen('5\n6\n7\n8\n', 4),
  )
  expect(printed).toEqual(['6', '7', '8'])
  expect(missed).toBe(0)
})

test('equal lines are counted by the scrollback', () => {
  expect(feed(screen('y\ny\ny\ny\n'), screen('y\ny\ny\ny\n', 2)).printed).toEqual(['y', 'y'])
})

test('what rushed through the screen is counted as missed', () => {
  const { printed, missed } = feed(screen('1\n2\n'), screen('8\n9\n10\n11\n', 7))
  expect([printed, missed]).toEqual([['8', '9', '10', '11'], 5])
})

test('a full scrollback that drops its oldest lines changes nothing', () => {
  const { printed, missed } = feed(screen('1\n2\n3\n4\n', 2000), screen('2\n3\n4\n5\n', 1801))
  expect([printed, missed]).toEqual([['5'], 0])
})

test('a program that draws has printed what it changed, and what is below', () => {
  const { printed, redrawn } = feed(screen('top 1\ncpu\nx', 0, 0), screen('top 1\ncpu!\nx', 0, 0))
  expect([printed, redrawn]).toEqual([['cpu!', 'x'], true])
})

test('a cleared screen starts anew', () => {
  const { printed, redrawn } = feed(screen('a\nb\nc\n'), screen('new\n'))
  expect([printed, redrawn]).toEqual([['new'], true])
})

test('a colour alone is nothing new, and new lines keep theirs', () => {
  expect(feed(screen('a\n'), screen('\x1b[31ma\x1b[m\n')).printed).toEqual([])
  expect(feed(screen('a\n'), screen('a\n\x1b[31mb\x1b[m\n')).printed).toEqual(['\x1b[31mb\x1b[m'])
})
