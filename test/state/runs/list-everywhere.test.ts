import { expect, test } from 'vitest'
import { incompleteJson } from '../../../src/state/json/incomplete-json.ts'
import { limitNote } from '../../../src/state/runs/list-everywhere.ts'

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
