import { expect, test } from 'vitest'
import { parseCanary, stagesOf } from '../../../src/state/host-commands/canary.ts'

const hosts = (count: number) => Array.from({ length: count }, (_, at) => `h${at + 1}`)
const sizes = (text: string, count: number) =>
  stagesOf(parseCanary(text), hosts(count)).map(stage => stage.length)

test.each([
  ['1,10%,all', 30, [1, 2, 27]],
  ['1,10%,all', 5, [1, 4]],
  ['1,10%,all', 1, [1]],
  ['all', 3, [3]],
  ['50%', 3, [2, 1]],
  ['5', 3, [3]],
  ['2,1', 4, [2, 2]],
  ['1', 0, []],
])('%s of %i hosts', (text, count, expected) => {
  expect(sizes(text, count)).toEqual(expected)
})

test('every host is in one stage, in its order', () => {
  expect(stagesOf(parseCanary('1,10%,50%'), hosts(40)).flat()).toEqual(hosts(40))
})

test.each(['', '0', '1,,2', '101%', '-1', 'all,1', '1.5', 'ten'])('refuses %j', text => {
  expect(() => parseCanary(text)).toThrow(/Invalid value in --canary/)
})
