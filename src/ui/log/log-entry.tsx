import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { overlayOf } from '../view/layout.ts'
import { entryRow, entryRows, leaveLog, shownEntries, whyNotThere } from './log-view.ts'

/** One whole entry of the event log: when, where, what, why, and what to do. */
export function LogEntry() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const rows = entryRows(state)
  const seen = rows.slice(view.scroll, view.scroll + overlayRows(state))
  const title = `Entry ${entryRow(state) + 1} of ${shownEntries(state).length}`
  const isBad = view.log.entry?.tone === 'bad'
  return (
    <Overlay
      area={overlayOf(view)}
      title={title}
      note={whyNotThere(state) ? 'esc goes back' : 'o goes there'}
    >
      {seen.map((text, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={view.scroll + index}
          spans={[
            { text: ` ${text}`, look: isBad && /^What/.test(text) ? theme.bad : theme.plain },
          ]}
        />
      ))}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

export const entryDialog: Dialog = {
  mode: 'entry',
  back: leaveLog,
  rows: state => entryRows(state).length,
  draw: () => <LogEntry />,
}
