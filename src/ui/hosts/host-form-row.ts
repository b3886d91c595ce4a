import { leavesToSsh, transportOf } from '../../state/hosts/fields-of-kind.ts'
import { specOf } from '../../state/hosts/host-field.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import type { FormRow, HostForm } from '../model/hosts-screen.ts'
import { blockRows } from '../parts/block-rows.ts'
import type { Span } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import type { Theme } from '../parts/theme.ts'
import { choicesIn } from './host-form-choices.ts'

export interface FormRowProps {
  readonly row: FormRow
  readonly form: HostForm
  readonly columns: number
  readonly error?: string
}

const LABEL = 12
/** Maximum number of rows for the current field if it has several lines; longer texts scroll. */
const MOST = 6

/** Hints for the two rows of the form that `specOf` does not describe. */
const MARKS = {
  enabled: 'no: kept in the configuration, but not connected',
  default: 'a mark; nothing is ever chosen because of it',
} as const

/** The hint for the current row. */
export function aboutRow({ current, texts, host, asks }: HostForm): string {
  if (asks) return 'asking ssh for the address…'
  if (current === 'enabled' || current === 'default') return MARKS[current]
  if (current === 'host' && leavesToSsh(texts) && host !== null)
    return 'using ssh config; ctrl-x stores the address that ssh uses'
  const { hint, hintFor } = specOf(current)
  return hintFor?.[transportOf(texts.transport)] ?? hint
}

/** The lines of a form row, usually one, and below it the error. */
export function rowLines(props: FormRowProps, theme: Theme): readonly (readonly Span[])[] {
  const { row, form, columns, error } = props
  const isCurrent = row === form.current
  const label: Span = {
    text: `${isCurrent ? theme.glyphs.mark : ' '}${inCells(row, LABEL)}`,
    look: isCurrent ? theme.accent : theme.dim,
  }
  const room = Math.max(8, columns - LABEL - 3)
  const lines = row === 'environment' ? environment(props, room) : [text(props, room, theme)]
  const indent: Span = { text: ' '.repeat(LABEL + 1) }
  const wrong = error === undefined ? [] : wrap(error, room - 2)
  return [
    ...lines.map((spans, index) => [index === 0 ? label : indent, ...spans]),
    ...wrong.map((line, index) => {
      const text = `${index === 0 ? theme.glyphs.failed : ' '} ${line}`
      return [indent, { text, look: theme.bad }]
    }),
  ]
}

function environment({ row, form }: FormRowProps, room: number): readonly (readonly Span[])[] {
  if (row === form.current) return blockRows(form.block, room, MOST)
  return form.texts[row].split('\n').map(line => [{ text: cut(strip(line), room) }])
}

function text({ row, form }: FormRowProps, room: number, theme: Theme): readonly Span[] {
  const value = form.texts[row]
  const isCurrent = row === form.current
  const all = choicesIn(row)
  if (all.length > 0) return choiceSpans(all, value, { room, isCurrent, theme })
  if (isCurrent) return lineSpans({ text: value, cursor: form.block.column }, room)
  return [
    { text: cut(strip(value), room) },
    { text: value === '' ? ` ${left(row, form)}`.slice(0, room) : '', look: theme.dim },
  ]
}

/** All choices side by side, or, without enough room, the selected one and their number. */
function choiceSpans(
  all: readonly string[],
  value: string,
  { room, isCurrent, theme }: { room: number; isCurrent: boolean; theme: Theme },
): readonly Span[] {
  const words = all.map(each => (each === '' ? 'not given' : each))
  const chosen = words[all.indexOf(value)] ?? value
  const own = { text: `[${chosen}]`, look: isCurrent ? theme.selected : theme.strong }
  if (words.join('  ').length + 2 > room) {
    return [own, { text: ` ${all.indexOf(value) + 1} of ${all.length}`, look: theme.dim }]
  }
  return words.map(word => (word === chosen ? own : { text: ` ${word} `, look: theme.dim }))
}

/** The note in an empty row whose value comes from the user's ssh_config. */
function left(row: FormRow, { texts }: HostForm): string {
  if (!['port', 'user', 'key'].includes(row)) return ''
  return leavesToSsh(texts) ? 'using ssh config' : ''
}
