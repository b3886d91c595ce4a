import { transitionText } from '../../state/log/transition-entry.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import { cut, fit as inCells, strip, width } from '../../state/text/text.ts'
import { editLine, recallLine, typeLine } from '../command-line/prompt.ts'
import { promptOf } from '../command-line/prompt-dialog.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { placeName, timeOf } from './entry-text.ts'
import { searchLog } from './log-search.ts'
import {
  entryRow,
  leaveLog,
  logTop,
  moveEntry,
  openLog,
  showEntry,
  shownEntries,
} from './log-view.ts'

/** The entries of the event log that match its search, newest last. */
export function EventLog() {
  const state = useSelect(whole)
  const theme = useTheme()
  const area = overlayOf(state.view)
  const { width: columns, height } = inside(area)
  const { log, view } = state
  const entries = shownEntries(state)
  const top = logTop(state)
  const seen = entries.slice(top, top + height)
  const places = placesIn(seen, columns)
  return (
    <Overlay area={area} title={titleOf(state, entries.length)} note={noteOf(view.log.filter)}>
      {entries.length === 0 && (
        <Line spans={[{ text: ` ${log.length === 0 ? EMPTY : NONE}`, look: theme.dim }]} />
      )}
      {seen.map((entry, index) => {
        const isSelected = top + index === entryRow(state)
        return (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be equal, so only the index is unique
            key={index}
            spans={spansOf(entry, { columns, places, isSelected }, theme)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

const EMPTY = 'Nothing has happened yet.'
const NONE = 'No entry matches the search. esc clears the search.'

function titleOf({ log, view }: UiState, shown: number): string {
  const count = view.log.filter === '' ? String(log.length) : `${shown} of ${log.length}`
  return view.mode === 'log-filter' ? `Event log, searching ${count}` : `Event log ${count}`
}

function noteOf(filter: string): string {
  return filter === '' ? 'esc closes' : `/${cut(filter, 20)}`
}

/** Width of the column for host and session, in cells; 0: the log is too narrow for this column. */
function placesIn(entries: readonly Entry[], columns: number): number {
  if (columns < 70) return 0
  const longest = Math.max(0, ...entries.map(entry => width(strip(placeName(entry)))))
  return Math.min(longest, 22)
}

interface Cells {
  readonly columns: number
  readonly places: number
  readonly isSelected: boolean
}

function spansOf(
  entry: Entry,
  { columns, places, isSelected }: Cells,
  theme: Theme,
): readonly Span[] {
  const isBad = entry.tone === 'bad'
  const place = places === 0 ? '' : `${inCells(strip(placeName(entry)), places)}  `
  // If the log has a column for the host, the host is removed from the start of the sentence.
  const text = place === '' ? entry.text : withoutPlace(entry)
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${timeOf(entry)} `, look: theme.dim },
    {
      text: `${isBad ? theme.glyphs.failed : theme.glyphs.separator} `,
      look: isBad ? theme.bad : theme.good,
    },
    { text: place, look: theme.accent },
    { text: cut(strip(text), Math.max(0, columns - 13 - width(place))) },
  ]
}

function withoutPlace(entry: Entry): string {
  const { failure, transition, text } = entry
  if (failure) return sentence({ ...failure, host: undefined })
  return transition ? transitionText(transition) : text
}

export const logDialog: Dialog = {
  mode: 'log',
  open: openLog,
  back: leaveLog,
  move: moveEntry,
  enter: showEntry,
  draw: () => <EventLog />,
}

/** The search prompt of the log. The rows are filtered while the user types. */
export const logFilterDialog: Dialog = {
  ...promptOf('log-filter'),
  type: (state, text) => searchTyped(typeLine(state, text)),
  edit: (state, key) => searchTyped(editLine(state, key)),
  recall: (state, by) => searchTyped(recallLine(state, by)),
  back: leaveLog,
  draw: logDialog.draw,
}

function searchTyped(state: UiState): UiState {
  return searchLog(state, state.view.line.text)
}
