import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { Form as Fields, FormField } from '../model/view.ts'
import { hostChoices } from '../view/form.ts'
import { overlayOf } from '../view/layout.ts'
import { firstNames } from './first-names.ts'
import { Gap, Line, type Span } from './line.tsx'
import { lineSpans } from './line-input.ts'
import { Overlay } from './overlay.tsx'
import { type Theme, useTheme } from './theme.ts'
import { useSelect } from './use-select.ts'

const LABEL = 13

/** For each field, a hint that says what an empty field means. */
export type FieldHints = Readonly<Partial<Record<FormField, string>>>

/** A form over the panels: a line for each field, and a list of the hosts that can be entered in the host field. */
export function FormOverlay({
  form,
  title,
  note,
  hints,
}: {
  readonly form: Fields
  readonly title: string
  readonly note: string
  readonly hints: FieldHints
}) {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const choices = useSelect(state => firstNames(hostChoices(state), 12))
  const whole = overlayOf({ columns, rows })
  const height = Math.min(whole.height, form.fields.length + 5)
  const area = { ...whole, y: Math.max(0, Math.floor((rows - height) / 2) - 2), height }
  const room = area.width - LABEL - 4
  const about = form.fields[form.current]?.name === 'host' ? choices : ''
  return (
    <Overlay area={area} title={title} note={note}>
      <Gap />
      {form.fields.map((field, index) => (
        <Line
          key={field.name}
          spans={fieldSpans(field, index === form.current, room, theme, hints)}
        />
      ))}
      <Gap />
      <Line spans={[{ text: ` ${cut(strip(about), area.width - 4)}`, look: theme.dim }]} />
    </Overlay>
  )
}

type Field = Fields['fields'][number]

function fieldSpans(
  field: Field,
  isCurrent: boolean,
  room: number,
  theme: Theme,
  hints: FieldHints,
): readonly Span[] {
  const { name, line, error } = field
  const label = {
    text: `${isCurrent ? theme.glyphs.mark : ' '}${inCells(name, LABEL)}`,
    look: isCurrent ? theme.accent : theme.dim,
  }
  const aside = error
    ? { text: `  ${theme.glyphs.failed} ${strip(error)}`, look: theme.bad }
    : { text: line.text === '' ? (hints[name] ?? '') : '', look: theme.dim }
  const text = isCurrent ? lineSpans(line, room) : [{ text: cut(strip(line.text), room) }]
  return [label, ...text, { text: isCurrent ? ' ' : '  ' }, aside]
}
