import { overlayRows } from '../../state/dialog.ts'
import { overlayOf } from '../../state/layout.ts'
import { entryRow, entryRows, shownEntries, whyNotThere } from '../../state/log-view.ts'
import type { State } from '../../state/model/state.ts'
import { useTheme } from '../theme.ts'
import { useSelect } from '../use-select.ts'
import { Line } from './line.tsx'
import { Overlay } from './overlay.tsx'

/** One entry of the event log, whole: when, where, what, why, and what to do now. */
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
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the text is its place
          key={view.scroll + index}
          spans={[
            { text: ` ${text}`, look: isBad && /^What/.test(text) ? theme.bad : theme.plain },
          ]}
        />
      ))}
    </Overlay>
  )
}

const whole = (state: State): State => state
