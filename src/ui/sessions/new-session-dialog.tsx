import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { Form as Fields, FormField } from '../model/view.ts'
import { Gap, Line, type Span } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { overlayOf } from '../view/layout.ts'
import {
  completeHost,
  editForm,
  hostChoices,
  openForm,
  submitForm,
  turnField,
  typeInForm,
} from './new-session-form.ts'

const LABEL = 12

const ABOUT: Record<FormField, string> = {
  host: 'where it runs',
  name: 'empty: tmux numbers it',
  directory: 'empty: your home directory on the host',
  command: 'empty: your shell',
}

/** The dialog that starts a session. */
export function Form({ form }: { readonly form: Fields }) {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const choices = useSelect(state => hostChoices(state).slice(0, 12).join('  '))
  const whole = overlayOf({ columns, rows })
  const height = Math.min(whole.height, 9)
  const area = { ...whole, y: Math.max(0, Math.floor((rows - height) / 2) - 2), height }
  const room = area.width - LABEL - 4
  const about = form.fields[form.current]?.name === 'host' ? choices : ''
  return (
    <Overlay area={area} title="New session" note="enter starts it">
      <Gap />
      {form.fields.map((field, index) => (
        <Line key={field.name} spans={fieldSpans(field, index === form.current, room, theme)} />
      ))}
      <Gap />
      <Line spans={[{ text: ` ${cut(strip(about), area.width - 4)}`, look: theme.dim }]} />
    </Overlay>
  )
}

type Field = Fields['fields'][number]

function fieldSpans(field: Field, isCurrent: boolean, room: number, theme: Theme): readonly Span[] {
  const { name, line, error } = field
  const label = {
    text: `${isCurrent ? theme.glyphs.mark : ' '}${inCells(name, LABEL)}`,
    look: isCurrent ? theme.accent : theme.dim,
  }
  const aside = error
    ? { text: `  ${theme.glyphs.failed} ${strip(error)}`, look: theme.bad }
    : { text: line.text === '' ? ABOUT[name] : '', look: theme.dim }
  const text = isCurrent ? lineSpans(line, room) : [{ text: cut(strip(line.text), room) }]
  return [label, ...text, { text: isCurrent ? ' ' : '  ' }, aside]
}

/** The dialog that starts a session with a command or a shell. */
export const newSessionDialog: Dialog = {
  mode: 'new',
  open: openForm,
  type: typeInForm,
  edit: editForm,
  complete: completeHost,
  nextField: (state, by) => turnField(completeHost(state), by),
  submit: submitForm,
  draw: ({ form }) => form && <Form form={form} />,
}
