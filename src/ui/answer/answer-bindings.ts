import { needCount } from '../../state/runs/need-count.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { finishedRows } from '../sessions/next-attention.ts'
import { type Binding, hint, inModes, inPanels } from '../view/binding.ts'
import { openQuestions } from './asked.ts'
import { paneToExplain } from './explained.ts'

const ANSWER: readonly Mode[] = ['answer']
const REPLY: readonly Mode[] = ['reply']
const CHOICES = ['y', 'n', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'Enter']

/** Keys that select a session whose agent needs a person, answer the agent, or explain the agent's status. */
export const answerKeys: readonly Binding[] = [
  inPanels(
    null,
    ['.'],
    'the next session that needs you',
    { type: 'next-need' },
    {
      ...hint(0.1, 'next that needs you'),
      refused: state => (needCount(state) > 0 ? null : 'No agent needs you.'),
    },
  ),
  inPanels(
    null,
    ['A'],
    'answer the waiting agents, one after the other',
    { type: 'ask', mode: 'answer' },
    { ...hint(0.2, 'answer'), refused: whyNoQuestion },
  ),
  inPanels(
    ['sessions'],
    ['D'],
    'remove the finished session from those that need you',
    { type: 'put-away' },
    {
      refused: state =>
        finishedRows(state).length > 0
          ? null
          : 'You have already seen every agent that has finished.',
    },
  ),
  inPanels(
    ['sessions', 'output'],
    ['e'],
    'explain why the agent is shown as working, waiting or idle',
    { type: 'ask', mode: 'explain' },
    { refused: state => (paneToExplain(state) ? null : 'No session is selected.') },
  ),

  inModes(ANSWER, CHOICES, 'choose that answer; any other letter starts a text', choose),
  inModes(ANSWER, ['s'], 'skip this question; in a typed answer, the letter s', passOver),
  inModes(
    [...ANSWER, ...REPLY],
    ['Tab'],
    'skip this question and show the next',
    { type: 'pass-over' },
    hint(1, 'next'),
  ),
  inModes(ANSWER, ['Escape', 'C-c'], 'leave', { type: 'back' }, hint(2, 'leave')),
  inModes(REPLY, ['Enter'], 'send the text and press Enter', { type: 'submit' }, hint(0, 'send')),
  inModes(REPLY, ['Escape', 'C-c'], 'back to the question', { type: 'back' }, hint(2, 'back')),

  inModes(
    ['explain'],
    ['Escape', 'q', 'e', 'Enter', 'C-c'],
    'close',
    { type: 'back' },
    hint(0, 'close'),
  ),
]

/** Handles a character without a binding: a choice of the question, or the first letter of a typed answer. */
export function characterIn(mode: Mode, key: string): UiIntent | null {
  return mode === 'answer' && [...key].length === 1 ? { type: 'choose', key } : null
}

function choose(_: UiState, key: string): UiIntent {
  return { type: 'choose', key }
}

/**
 * Skips the question. If the question has no choices, or the key belongs to one of them, the key is an answer instead.
 */
function passOver({ view: { answer } }: UiState, key: string): UiIntent {
  const question = answer?.asked.question
  const isLetter =
    question?.choices.length === 0 || question?.choices.some(each => each.key === key)
  return isLetter ? { type: 'choose', key } : { type: 'pass-over' }
}

function whyNoQuestion(state: UiState): string | null {
  return openQuestions(state, [], state.now).length > 0 ? null : 'No agent waits for an answer.'
}
