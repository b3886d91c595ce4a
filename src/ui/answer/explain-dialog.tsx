import { explain, explainLines } from '../../state/agents/explain.ts'
import { cut } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { paneToExplain } from './explained.ts'

/** The status of an agent and what each rule matched, updated while the dialog is open. */
export function Explain() {
  const theme = useTheme()
  const state = useSelect(whole)
  const area = overlayOf(state.view)
  const { width } = inside(area)
  const rows = explainRows(state)
  const last = Math.min(rows.length, state.view.scroll + overlayRows(state))
  const seen = rows.slice(state.view.scroll, last)
  return (
    <Overlay area={area} title={`Explain ${nameOf(state)}`} note={`${last} of ${rows.length}`}>
      {seen.map((text, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={state.view.scroll + index}
          spans={[
            {
              text: ` ${cut(text, width - 2)}`,
              look: text.startsWith('> ') ? theme.accent : theme.plain,
            },
          ]}
        />
      ))}
    </Overlay>
  )
}

function nameOf(state: UiState): string {
  const target = paneToExplain(state)
  return target ? explain(state, target).name : ''
}

const whole = (state: UiState): UiState => state

export const explainDialog: Dialog = {
  mode: 'explain',
  rows: state => explainRows(state).length,
  draw: () => <Explain />,
  isAboutPane: true,
}

function explainRows(state: UiState): readonly string[] {
  const target = paneToExplain(state)
  return target ? explainLines(explain(state, target), state.now) : ['No session is selected.']
}
