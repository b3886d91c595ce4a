import { expect, test } from 'vitest'
import { memberNames, readDelegations } from '../../../src/state/group-talk/member.ts'

test('members are called by their session, with the host where two are called the same', () => {
  expect(
    memberNames([
      { host: 'gpu1', session: 'claude' },
      { host: 'gpu2', session: 'Claude' },
      { host: 'gpu2', session: 'my task' },
    ]),
  ).toEqual(['gpu1.claude', 'gpu2.Claude', 'my-task'])
})

const members = ['a', 'b', 'gpu1.c']
const read = (answer: string) => {
  const { known, unknown } = readDelegations(answer, members)
  return [known.map(({ name, text }) => `${name}: ${text}`), unknown]
}

test.each([
  ['a line for each', '@a: what is slow?\n@b why?', ['a: what is slow?', 'b: why?'], []],
  [
    'a text of several lines',
    'First:\n@b look at\nthis\nand that\n@a go',
    ['a: go', 'b: look at\nthis\nand that'],
    [],
  ],
  ['all', '@all say hello', members.map(name => `${name}: say hello`), []],
  ['one twice', '@a one\n@a two', ['a: one\ntwo'], []],
  ['a list, any case', '- @A: x\n● @gpu1.C, y', ['a: x', 'gpu1.c: y'], []],
  ['nobody', 'I think that it is the cache.', [], []],
  ['within a sentence, which is no delegation', 'ask @a about it', [], []],
  ['somebody who is not there', '@zed what?\n@b and you?', ['b: and you?'], ['zed']],
  ['an empty question', '@a:\n@b', [], []],
])('%s', (_, answer, known, unknown) => {
  expect(read(answer)).toEqual([known, unknown])
})
