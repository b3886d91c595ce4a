import { type Memoized, memoize } from '../../state/map/memoize.ts'
import type { Passage, ShownRun } from '../../state/model/fleet-run.ts'
import { counted } from '../../state/text/counted.ts'
import { cut } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Theme } from '../parts/theme.ts'
import { runsRoom } from './runs-layout.ts'

/** One line of a conversation, in one style. */
export interface ConversationLine {
  readonly text: string
  readonly look: 'plain' | 'dim' | 'strong' | 'accent' | 'good' | 'warn' | 'bad'
}

interface Shape {
  readonly columns: number
  readonly isUnfolded: boolean
  /** Whether only ASCII characters are used for signs. */
  readonly ascii: boolean
}

/** Maximum number of lines shown of each: a tool's input, its diff, its result. A last line counts the others. */
const MOST = 400

/** The conversation of the shown run as screen lines. */
export function conversationLines(state: UiState): readonly ConversationLine[] {
  const { shown } = state.runs
  if (!shown) return NOTHING
  const { columns } = runsRoom(state)
  const isUnfolded = state.view.runs?.isUnfolded ?? false
  const ascii = state.settings.borders === 'ascii'
  const key = `${columns} ${isUnfolded} ${ascii}`
  return memoize(wholes, shown, key, () => linesOf(shown, { columns, isUnfolded, ascii }, key))
}

const NOTHING: readonly ConversationLine[] = []
// Caches the lines of each passage (message or tool call) of the conversation, since only the last passage changes
// while text arrives.
const wholes = new WeakMap<object, Memoized<readonly ConversationLine[]>>()
const parts = new WeakMap<object, Memoized<readonly ConversationLine[]>>()

function linesOf({ id, passages, isCut }: ShownRun, shape: Shape, key: string) {
  const all = `\`fleetmux run show ${id}\` prints the whole conversation.`
  const first = isCut
    ? wrapped(`Earlier output is not shown here: ${all}`, shape.columns, 'dim')
    : []
  return passages.reduce<ConversationLine[]>((lines, passage) => {
    for (const line of memoize(parts, passage, key, () => passageLines(passage, shape)))
      lines.push(line)
    return lines
  }, first)
}

function passageLines(passage: Passage, shape: Shape): readonly ConversationLine[] {
  const { columns } = shape
  switch (passage.kind) {
    case 'text':
      return wrapped(passage.text, columns, 'plain')
    case 'thought':
      return shape.isUnfolded
        ? wrapped(passage.text, columns - 2, 'dim', '  ')
        : [{ text: cut(`~ ${oneLine(passage.text)}`, columns), look: 'dim' }]
    case 'tool':
      return toolLines(passage, shape)
    case 'ask': {
      const { answer } = passage
      const end: ConversationLine[] =
        answer === null ? [] : wrapped(answer, columns - 2, 'dim', '  ')
      const asked = wrapped(passage.text, columns - 2, answer === null ? 'warn' : 'dim', '? ')
      return [...asked, ...end]
    }
    case 'note': {
      const look = passage.tone === 'info' ? 'dim' : passage.tone
      return wrapped(passage.text, columns - 3, look, '-- ')
    }
  }
}

type Tool = Extract<Passage, { kind: 'tool' }>

function toolLines(tool: Tool, shape: Shape): readonly ConversationLine[] {
  const { columns, isUnfolded } = shape
  const sign = tool.state === 'failed' ? '!' : tool.state === 'running' ? '>' : '+'
  const head = `${sign} ${tool.name} ${oneLine(tool.input)}`
  const first: ConversationLine = {
    text: cut(head, columns),
    look: tool.state === 'failed' ? 'bad' : 'accent',
  }
  const diff = diffLines(tool.diff, columns)
  if (!isUnfolded) return [first, ...diff.slice(0, FOLDED), ...moreLines(diff.length - FOLDED)]
  const given = diff.length > 0 ? [] : wrapped(tool.input, columns - 4, 'dim', '    ')
  const answered = wrapped(tool.output, columns - 4, 'plain', '    ')
  return [first, ...bounded(given), ...diff, ...bounded(answered)]
}

/** Maximum number of lines of a diff while the tool call is folded. */
const FOLDED = 12

function moreLines(count: number): ConversationLine[] {
  return count > 0
    ? [{ text: `    … ${counted(count, 'more line')}: enter unfolds`, look: 'dim' }]
    : []
}

function diffLines(diff: string, columns: number): readonly ConversationLine[] {
  if (diff === '') return []
  return bounded(
    diff.split('\n').map(line => ({ text: cut(`    ${line}`, columns), look: diffLook(line) })),
  )
}

function bounded(lines: readonly ConversationLine[]): readonly ConversationLine[] {
  const left = lines.length - MOST
  if (left <= 0) return lines
  return [...lines.slice(0, MOST), { text: `    … ${counted(left, 'more line')}`, look: 'dim' }]
}

function diffLook(line: string): ConversationLine['look'] {
  if (/^(\+\+\+|---|@@|diff )/.test(line)) return 'accent'
  return line.startsWith('+') ? 'good' : line.startsWith('-') ? 'bad' : 'dim'
}

function wrapped(
  text: string,
  columns: number,
  look: ConversationLine['look'],
  indent = '',
): ConversationLine[] {
  if (text === '') return []
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .flatMap(line => wrap(line, Math.max(1, columns)))
    .map((line, nth) => ({
      text: `${nth === 0 ? indent : ' '.repeat(indent.length)}${line}`,
      look,
    }))
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** The style of a line in the theme. */
export function lookIn(theme: Theme, { look }: ConversationLine) {
  return theme[look]
}
