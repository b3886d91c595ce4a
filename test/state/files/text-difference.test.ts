import { expect, test } from 'vitest'
import { differenceLines } from '../../../src/state/files/text-difference.ts'

test('what differs is shown with what stands around it', () => {
  const before = Array.from({ length: 20 }, (_, at) => `line ${at}`)
  const after = before.with(10, 'other').toSpliced(15, 1)
  expect(differenceLines(before.join('\n'), after.join('\n'))).toEqual([
    ...['...', ' line 7', ' line 8', ' line 9', '-line 10', '+other', ' line 11', ' line 12'],
    ...[' line 13', ' line 14', '-line 15', ' line 16', ' line 17', ' line 18', '...'],
  ])
  expect(differenceLines('a\nb', 'a\nb')).toEqual(['...'])
})

test('much that differs takes no long time', () => {
  const before = Array.from({ length: 5000 }, (_, at) => `a${at}`).join('\n')
  expect(differenceLines(before, before.replaceAll('a', 'b'))).toHaveLength(10_000)
})
