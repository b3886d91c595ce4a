import { expect, test } from 'vitest'
import { answerIn } from '../../../src/state/group-talk/answer-text.ts'

const lines = (text: string) => text.split('\n')

test('between the echo and the input line of the agent', () => {
  const before = lines('Welcome\n\n────────\n❯ \n────────\n  ? for shortcuts')
  const after = lines(
    'Welcome\n\n❯ Which tests are slow?\n\n● Two of them:\n  - launch\n  - exec\n\n────────\n❯ \n────────\n  ? for shortcuts',
  )
  expect(answerIn({ before, after, question: 'Which tests are slow?' })).toBe(
    '● Two of them:\n  - launch\n  - exec',
  )
})

test('a question of several lines, broken by the width of the screen', () => {
  const question = 'Look at the long list of results that we have\n\n(Answer in words.)'
  const after = lines(
    '> Look at the long list of results that\n  we have\n\n  (Answer in words.)\n\nThey differ.\n\n> ',
  )
  expect(answerIn({ before: ['> '], after, question })).toBe('They differ.')
})

test('the last of two equal questions', () => {
  const after = lines('> why?\nold\n> why?\nnew\n>')
  expect(answerIn({ before: ['> why?', 'old', '>'], after, question: 'why?' })).toBe('new')
})

test('without an echo: what is new', () => {
  expect(answerIn({ before: ['a', 'b'], after: ['a', 'b', 'c', 'd'], question: 'x?' })).toBe('c\nd')
  expect(answerIn({ before: ['a'], after: ['a'], question: 'x?' })).toBe('')
})

test('no answer is no text', () => {
  const before = lines('hint\n> ')
  expect(answerIn({ before, after: lines('> why?\n\nhint\n> '), question: 'why?' })).toBe('')
})

test('an answer that was given before, word for word, is an answer again', () => {
  const before = lines('> why?\nyes\n──\n> \n──\n? for shortcuts')
  const after = lines('> why?\nyes\n> why?\nyes\n──\n> \n──\n? for shortcuts')
  expect(answerIn({ before, after, question: 'why?' })).toBe('yes')
})
