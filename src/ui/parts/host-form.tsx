import { formRows } from '../../state/host-choice.ts'
import { errorsIn } from '../../state/host-dialog.ts'
import { topRow } from '../../state/host-room.ts'
import type { HostForm as Form, FormRow } from '../../state/host-screen.ts'
import { inside, overlayOf } from '../../state/layout.ts'
import { cut } from '../../state/text.ts'
import { useTheme } from '../theme.ts'
import { useSelect } from '../use-select.ts'
import { aboutRow, type FormRowProps, rowLines } from './host-form-row.ts'
import { Line } from './line.tsx'
import { Overlay } from './overlay.tsx'

/** The form of a host: what is wrong with a field stands beside it. */
export function HostForm({ form }: { readonly form: Form }) {
  const theme = useTheme()
  const state = useSelect(whole)
  const area = overlayOf(state.view)
  const { width, height } = inside(area)
  const errors = errorsIn(state, form)
  const props = (row: FormRow): FormRowProps => ({
    row,
    form,
    columns: width,
    ...(errors[row] !== undefined && { error: errors[row] }),
  })
  const rows = formRows(form)
  const lines = rows.flatMap(row => rowLines(props(row), theme))
  const above = rows
    .slice(0, rows.indexOf(form.current))
    .flatMap(row => rowLines(props(row), theme))
  const top = topRow(lines.length, above.length + form.block.row, height - 1)
  return (
    <Overlay
      area={area}
      title={form.host === null ? 'Add a host' : `Change ${form.host}`}
      note="ctrl-s tests and saves"
    >
      {lines.slice(top, top + height - 1).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the form is its place
        <Line key={index} spans={spans} />
      ))}
      <Line spans={[{ text: ` ${cut(aboutRow(form), width - 2)}`, look: theme.dim }]} />
    </Overlay>
  )
}

const whole = <T,>(state: T): T => state
