import { expect, test } from 'vitest'
import { scriptFailure } from '../../../src/backend/transport/ask-script.ts'

const exits = { 44: ['missing', 'List them.'] } as const
const failureOf = (code: number, said: string) =>
  scriptFailure('gpu1', { code, stderr: Buffer.from(said) }, { exits }).failure

test('the last line that a script prints is the sentence, and its exit code gives kind and hint', () => {
  expect(failureOf(44, 'a banner\nthere is no run x\n')).toMatchObject({
    ...{ kind: 'missing', host: 'gpu1', what: 'There is no run x.', hint: 'List them.' },
  })
})

test('a script that ends without a word is told with its exit code and a next step', () => {
  expect(failureOf(3, '\n')).toEqual({
    kind: 'remote',
    host: 'gpu1',
    what: 'The host could not carry out the request.',
    why: 'the script of fleetmux on the host ended with exit code 3 and printed no reason',
    hint: 'Test the host: `fleetmux hosts test gpu1`.',
  })
  expect(failureOf(44, '')).toMatchObject({ kind: 'missing', hint: 'List them.' })
})

test('a full disk is told as one, whatever the exit code', () => {
  expect(failureOf(44, 'sh: 1: echo: No space left on device\n')).toMatchObject({
    what: 'The host could not carry out the request.',
    why: 'the disk of the host is full',
  })
})
