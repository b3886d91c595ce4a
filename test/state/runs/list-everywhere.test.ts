import { expect, test } from 'vitest'
import { incompleteJson } from '../../../src/state/json/incomplete-json.ts'
import { limitNote, shortLimitNote } from '../../../src/state/runs/list-everywhere.ts'

const rows = (host: string, count: number) => Array.from({ length: count }, () => ({ host }))

test.each([
  [rows('a', 199), '', {}],
  [rows('a', 200), 'a lists only its newest 200 runs', { incomplete: ['a'] }],
  [
    [...rows('a', 200), ...rows('b', 5), ...rows('c', 201)],
    'a and c list only their newest 200 runs',
    { incomplete: ['a', 'c'] },
  ],
])('hosts that list as much as a host lists at most are named', (listed, note, json) => {
  expect([limitNote(listed, 'runs'), incompleteJson(listed)]).toEqual([note, json])
})

test('the note of a narrow list counts the hosts, or only says that there is a limit', () => {
  const listed = [...rows('a-host-with-a-long-name', 200), ...rows('another', 200)]
  const shown = (room: number) => shortLimitNote(listed, 'runs', room)
  expect([80, 50, 20, 5].map(shown)).toEqual([
    'a-host-with-a-long-name and another list only their newest 200 runs',
    '2 hosts list only their newest 200 runs',
    'newest 200 only',
    '',
  ])
  expect(shortLimitNote(rows('a', 199), 'runs', 80)).toBe('')
})
