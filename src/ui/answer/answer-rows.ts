import { sameTarget } from '../../state/targets/target.ts'
import { waitingAge } from '../../state/text/age.ts'
import { cut, cutCells, fit as inCells, strip, width } from '../../state/text/text.ts'
import type { Answering, AskedQuestion } from '../model/answering.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Span } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import type { Theme } from '../parts/theme.ts'
import { keyName } from '../view/key-names.ts'
import {
  acceptsTypedAnswer,
  isAnsweredThere,
  isStillAsked,
  openQuestions,
  wasAnswered,
} from './asked.ts'

type Row = readonly Span[]

const BLANK: Row = [{ text: '' }]
const KEY = 7

/** The title of the dialog, such as `Answer 1 of 3`. The total includes answered, skipped and still open questions. */
export function answerTitle({ asked, done, passed, typing }: Answering, state: UiState): string {
  const others = openQuestions(state, passed, state.now).filter(
    each => !sameTarget(each.target, asked.target),
  )
  return `Answer ${done + 1} of ${done + 1 + others.length}${typing ? ', in words' : ''}`
}

/** At most `rows` rows of `columns` cells: the agent, the question, the answers. The answers are never cut off. */
export function answerRows(
  answer: Answering,
  state: UiState,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly Row[] {
  const { asked } = answer
  const foot = [...choiceRows(asked, columns, theme), ...endRows(answer, state, columns, theme)]
  const text = textRows(asked, columns)
  const isTight = text.length + foot.length + 3 > rows
  const gap = isTight ? [] : [BLANK]
  const room = Math.max(1, rows - foot.length - 1)
  const shown = text.length <= room ? text : [...text.slice(0, room - 1), MORE]
  const lines = shown.map((line): Row => [{ text: line, look: theme.strong }])
  return [whoRow(asked, state, columns, theme), ...gap, ...lines, ...gap, ...foot]
}

const MORE = '… the question continues: attach to see all of it'

function whoRow(
  { name, agent, since }: AskedQuestion,
  { now }: UiState,
  columns: number,
  theme: Theme,
): Row {
  const label = waitingAge(since, now)
  const words = `  ${agent} waits${label === 'now' ? '' : `, for ${label}`}`
  const place = cut(strip(name), Math.max(1, columns - width(words)))
  return [
    { text: place, look: theme.accent },
    { text: words, look: theme.dim },
  ]
}

/** The complete question, wrapped: the user must see the whole text before agreeing to it. */
function textRows({ question }: AskedQuestion, columns: number): string[] {
  if (!question) return ['The question could not be read.']
  return question.text.split('\n').flatMap(line => {
    const clean = strip(line).trimEnd()
    const count = Math.max(1, Math.ceil(width(clean) / Math.max(1, columns)))
    return Array.from({ length: count }, (_, row) => cutCells(clean, row * columns, columns))
  })
}

function choiceRows({ question }: AskedQuestion, columns: number, theme: Theme): Row[] {
  return (question?.choices ?? []).map(({ key, label, current }) => [
    { text: current ? `${theme.glyphs.mark} ` : '  ' },
    { text: inCells(keyName(strip(key)), KEY), look: { ...theme.accent, bold: true } },
    { text: cut(label, columns - KEY - 2) },
  ])
}

function endRows(
  { asked, typing }: Answering,
  state: UiState,
  columns: number,
  theme: Theme,
): Row[] {
  if (typing) {
    return [[{ text: 'answer: ', look: theme.accent }, ...lineSpans(state.view.line, columns - 9)]]
  }
  if (!isStillAsked(state, asked)) {
    return [[{ text: cut('The agent no longer asks this question.', columns), look: theme.bad }]]
  }
  const again = wasAnswered(state, asked)
    ? 'You answered this question, but the agent asks it again. '
    : ''
  const there = isAnsweredThere(asked)
    ? 'fleetmux cannot answer this: press enter to open the pane, and answer there.'
    : ''
  const words = acceptsTypedAnswer(asked) ? 'Type the answer; enter sends it.' : there
  const text = again + words
  return text === '' ? [] : [[{ text: cut(text, columns), look: theme.dim }]]
}
