import { expect, test } from 'vitest'
import { failuresOf, withFate } from '../../../src/cli/send/send-failure.ts'
import { WAITING } from '../../../src/state/broadcast/receipts.ts'
import { makeFailure, sentence } from '../../../src/state/model/failure.ts'

const target = { host: 'gpu1', server: '1:1', pane: '%1' }
const late = makeFailure({ kind: 'late', what: 'tmux is slow.', hint: 'Try again.' })

test.each([
  ['nothing', 'tmux is slow. Try again.'],
  [
    'unsure',
    'tmux is slow. The text may still arrive: look at the pane before you send it again. Try again.',
  ],
  ['text', 'tmux is slow. The text is in the pane, but was not submitted. Try again.'],
] as const)('a failure after %s was typed says what became of the text', (typed, told) => {
  expect(sentence(withFate(late, typed))).toBe(told)
})

test('what the failure itself says is not said twice', () => {
  const told = makeFailure({ kind: 'late', what: 'No answer: the text may still arrive.' })
  expect(withFate(told, 'unsure')).toBe(told)
})

test('a text whose receipt is missing may arrive, one that is held does not', () => {
  const held = makeFailure({ kind: 'refused', what: 'The pane asks.' })
  const row = { name: 'gpu1/api:0.0', target }
  const told = failuresOf([
    { ...row, receipt: WAITING },
    { ...row, receipt: { ...WAITING, failure: held, held: 'pane' } },
    { ...row, target: null, receipt: WAITING },
    { ...row, receipt: { word: 'submitted', open: false } },
  ])
  expect(told.map(failure => failure?.what ?? null)).toEqual([
    'tmux has not confirmed the text for gpu1/api:0.0 in time.',
    'gpu1/api:0.0 was not ready in time, so the text was not sent to it.',
    'gpu1/api:0.0 was not ready in time, so the text was not sent to it.',
    null,
  ])
  expect(told[0]?.hint).toContain('`fleetmux output gpu1/api:0.0`')
})
