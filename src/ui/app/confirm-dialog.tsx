import { wrap } from '../../state/text/wrap.ts'
import type { Confirm as Question } from '../model/view.ts'
import { Gap, Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { overlayOf } from '../view/layout.ts'
import { confirmationText } from './confirmation-text.ts'

/** Number of rows besides the text: the border, an empty row above and below, and the answers. */
const FRAME = 5

/** The dialog with a confirmation question. Every key except the confirming one means no. */
export function Confirm({ confirm }: { readonly confirm: Question }) {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const whole = overlayOf({ columns, rows })
  const width = Math.min(whole.width, 64)
  const { title, loss, yes, no } = confirmationText(confirm)
  const text = [
    ...wrap(confirm.question, width - 4).map(line => ({ line, look: theme.strong })),
    ...wrap(loss, width - 4).map(line => ({ line, look: theme.dim })),
  ].slice(0, Math.max(1, whole.height - FRAME))
  const area = {
    ...whole,
    x: Math.floor((columns - width) / 2),
    y: Math.max(0, Math.min(Math.floor(rows / 2) - 5, rows - 2 - text.length - FRAME)),
    width,
    height: text.length + FRAME,
  }
  return (
    <Overlay area={area} title={title}>
      <Gap />
      {text.map(({ line, look }) => (
        <Line key={line} spans={[{ text: ` ${line}`, look }]} />
      ))}
      <Gap />
      <Line
        spans={[
          { text: ' ' },
          { text: ` n  ${no} `, look: theme.selected },
          { text: '   ' },
          { text: ` y  ${yes} `, look: theme.bad },
        ]}
      />
    </Overlay>
  )
}

export const confirmDialog: Dialog = {
  mode: 'confirm',
  draw: ({ confirm }) => confirm && <Confirm confirm={confirm} />,
  isAboutPane: true,
}
