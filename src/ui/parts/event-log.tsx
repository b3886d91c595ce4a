import { overlayRows } from '../../state/dialog.ts'
import { inside, overlayOf } from '../../state/layout.ts'
import type { Entry, State } from '../../state/model.ts'
import { cut, strip } from '../../state/text.ts'
import { type Theme, useTheme } from '../theme.ts'
import { useSelect } from '../use-select.ts'
import { Line, type Span } from './line.tsx'
import { Overlay } from './overlay.tsx'

/** What happened, newest at the end. */
export function EventLog() {
  const state = useSelect(whole)
  const theme = useTheme()
  const area = overlayOf(state.view)
  const { width } = inside(area)
  const { log, view } = state
  const seen = log.slice(view.scroll, view.scroll + overlayRows(state))
  return (
    <Overlay area={area} title={`Event log ${log.length}`} note="esc closes">
      {log.length === 0 && (
        <Line spans={[{ text: ' Nothing has happened yet.', look: theme.dim }]} />
      )}
      {seen.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be the same in all but place
        <Line key={index} spans={spansOf(entry, width, theme)} />
      ))}
    </Overlay>
  )
}

function spansOf(entry: Entry, width: number, theme: Theme): readonly Span[] {
  const time = new Date(entry.at).toTimeString().slice(0, 8)
  const isBad = entry.tone === 'bad'
  return [
    { text: ` ${time} `, look: theme.dim },
    {
      text: `${isBad ? theme.glyphs.failed : theme.glyphs.separator} `,
      look: isBad ? theme.bad : theme.good,
    },
    { text: cut(strip(entry.text), Math.max(0, width - 13)) },
  ]
}

const whole = (state: State): State => state
