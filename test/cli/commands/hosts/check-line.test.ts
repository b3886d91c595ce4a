import { expect, test } from 'vitest'
import { checkLine } from '../../../../src/cli/commands/hosts/test.ts'
import { makeCheck } from '../../../../src/state/model/check.ts'

test('a result and its hint are two sentences, each with one full stop', () => {
  const line = (found: string) =>
    checkLine(makeCheck({ name: 'answer', state: 'fail', found, hint: 'Do this.' }), '')
  expect(line('The host ended.')).toBe('fail  answer        The host ended. Do this.')
  expect(line('not found')).toBe('fail  answer        not found. Do this.')
})
