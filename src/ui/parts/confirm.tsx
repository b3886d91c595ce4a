import { overlayOf } from '../../state/layout.ts'
import { cut, strip } from '../../state/text.ts'
import type { Confirm as Question } from '../../state/view-model.ts'
import { useTheme } from '../theme.ts'
import { useSelect } from '../use-select.ts'
import { Gap, Line } from './line.tsx'
import { Overlay } from './overlay.tsx'

/** A question before something is lost. No is the answer of every key but one. */
export function Confirm({ confirm }: { readonly confirm: Question }) {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const whole = overlayOf({ columns, rows })
  const width = Math.min(whole.width, 64)
  const area = {
    ...whole,
    x: Math.floor((columns - width) / 2),
    y: Math.max(0, Math.floor(rows / 2) - 5),
    width,
    height: 7,
  }
  const { title, loss, yes, no } = wordsOf(confirm)
  return (
    <Overlay area={area} title={title}>
      <Gap />
      <Line spans={[{ text: ` ${cut(strip(confirm.question), width - 4)}`, look: theme.strong }]} />
      <Line
        spans={[
          {
            text: ` ${cut(strip(loss), width - 4)}`,
            look: theme.dim,
          },
        ]}
      />
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

function wordsOf(confirm: Question) {
  if (confirm.what === 'quit') {
    const loss = 'What was not sent by then never will be. R shows it.'
    return { title: 'Quit', loss, yes: 'Yes, quit', no: 'No, stay' }
  }
  if (confirm.what === 'drop') {
    const loss = 'What runs there goes on; the entry is gone.'
    return { title: 'Remove a host', loss, yes: 'Yes, remove it', no: 'No, keep it' }
  }
  const { host, name } = confirm.target
  const loss = `${host}/${name}: what runs in it is lost.`
  return { title: 'End a session', loss, yes: 'Yes, end it', no: 'No, leave it' }
}
