import { wrap } from '../../state/text/wrap.ts'
import type { HostForm as Form, FormRow } from '../model/hosts-screen.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { clearToast } from '../view/toast.ts'
import {
  editHostForm,
  errorsIn,
  markHostErrors,
  turnHostForm,
  typeInHostForm,
} from './host-dialog.ts'
import { formRows } from './host-form-choices.ts'
import { aboutRow, type FormRowProps, rowLines } from './host-form-row.ts'
import { leaveHosts } from './host-list.ts'
import { topRow } from './hosts-layout.ts'

/**
 * Number of rows of the form reserved for its fields. The hint for the current field gets the other rows, at least one.
 */
const FIELDS = 4

/** The form of a host. Errors are shown beside their fields. */
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
  const about = wrap(aboutRow(form), width - 2).slice(0, Math.max(1, height - FIELDS))
  const room = height - about.length
  const top = topRow(lines.length, above.length + form.block.row, room)
  return (
    <Overlay
      area={area}
      title={form.host === null ? 'Add a host' : `Change ${form.host}`}
      note="ctrl-s tests and saves"
    >
      {lines.slice(top, top + room).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Line key={index} spans={spans} />
      ))}
      {about.map(line => (
        <Line key={line} spans={[{ text: ` ${line}`, look: theme.dim }]} />
      ))}
    </Overlay>
  )
}

const whole = <T,>(state: T): T => state

export const hostFormDialog: Dialog = {
  mode: 'host-form',
  type: typeInHostForm,
  edit: editHostForm,
  nextField: turnHostForm,
  submit: state => markHostErrors(clearToast(state)),
  back: leaveHosts,
  draw: ({ hosts }) => hosts?.form && <HostForm form={hosts.form} />,
}
