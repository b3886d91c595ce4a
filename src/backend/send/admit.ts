import { asksFirst, hasDraft, quote } from '../../state/agents/asking.ts'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { SendOptions } from '../../state/model/receipt.ts'
import { readKeyNames } from '../../state/text/key-name.ts'
import type { PaneInput } from './pane-input.ts'

/** A text or keys that are about to be typed into a pane. */
export interface Typing {
  readonly text: string
  readonly how: SendOptions
  /** `text`: type the text. `enter`: the text is in the pane already, and only Enter is to be pressed. */
  readonly from: 'text' | 'enter'
}

/**
 * The reason why nothing may be typed into a pane in this state; null: typing is allowed. While the pane asks a
 * question, a text or keys are sent only if the user declared them to be an answer (`how.answer`). An interrupt is
 * always allowed.
 */
export function whyNotTake(host: string, input: PaneInput, typing: Typing): Failure | null {
  const { how, from } = typing
  const { question } = input
  if (isInterrupt(typing)) return null
  if (how.answer !== undefined) return whyNoAnswer(host, input, how.answer)
  if (question) return asksFirst(host, question)
  const isOwn = from === 'enter' || !meetsDraft(typing)
  return how.refuseDrafts && input.draft && !isOwn ? hasDraft(host, input.draft) : null
}

/** A note for a text that was typed after a draft that was already in the input field; null: there was no draft. */
export function draftNote({ draft }: PaneInput, typing: Typing): string | null {
  if (!draft || typing.from === 'enter' || !meetsDraft(typing)) return null
  return `The text was typed behind a draft that was already in the pane: ${quote(draft)}`
}

/**
 * Whether the pane still asks the same question. If no question is recognised any more, the result is true for a
 * program that is not a known agent: such a program asks at the end of a line, and the answer has just been typed after
 * the question, so the line no longer ends like one.
 */
export function isStillAsked(before: PaneInput, now: PaneInput): boolean {
  if (!now.question) return now.agent === '' || now.agent === 'shell'
  return now.question.rule === before.question?.rule
}

function whyNoAnswer(
  host: string,
  { question, isReady }: PaneInput,
  answer: NonNullable<SendOptions['answer']>,
): Failure | null {
  if (answer === true)
    return isReady ? refusal(host, 'The pane is not asking a question now.') : null
  if (!question) return refusal(host, 'The pane no longer asks the question.')
  const isSame = question.rule === answer.rule && question.text === oneLine(answer.text)
  return isSame
    ? null
    : refusal(host, `The pane now asks another question: ${quote(question.text)}`)
}

function oneLine(text: string): string {
  return text.split('\n').join(' ')
}

/** Whether the keys are only C-c, which interrupts a program and is not an answer. */
function isInterrupt({ how, text }: Pick<Typing, 'how' | 'text'>): boolean {
  const { keys } = readKeyNames(text)
  return how.mode === 'keys' && keys.length > 0 && keys.every(key => key === 'C-c')
}

const SUBMITS = new Set(['Enter', 'C-m', 'C-j', 'KPEnter'])

/**
 * Whether the input would be mixed with a draft (a half-written line in the pane). A text always is, because it is typed
 * after the draft. Keys are if they contain Enter and do not start with C-c or C-u, which clear the line.
 */
function meetsDraft({ how, text }: Typing): boolean {
  if (how.mode !== 'keys') return true
  const { keys } = readKeyNames(text)
  return !['C-c', 'C-u'].includes(keys[0] ?? '') && keys.some(key => SUBMITS.has(key))
}

function refusal(host: string, what: string): Failure {
  return makeFailure({ kind: 'refused', host, what, hint: 'Nothing was typed. Check the pane.' })
}
