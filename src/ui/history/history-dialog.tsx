import type { HistoryEntry } from '../../state/shared-history/history-entry.ts'
import { age, durationText } from '../../state/text/age.ts'
import { cut, fit } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import { promptOf } from '../command-line/prompt-dialog.ts'
import type { HistoryView } from '../model/history-view.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import { HISTORY_HEAD, historyRows, moveHistory, selectedEntry } from './history-rows.ts'

const whole = (state: UiState): UiState => state

function HistoryList() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const { history } = view
  if (!history) return null
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const rows = historyRows(state)
  const shown = rows.slice(view.scroll, view.scroll + height - HISTORY_HEAD)
  return (
    <Overlay
      area={area}
      title={cut(titleOf(history), width - 16)}
      note={countOf(history, rows.length)}
    >
      <Line spans={[{ text: cut(noteOf(history, rows.length), width), look: theme.dim }]} />
      {rows.length === 0 && <Line spans={[{ text: ` ${cut(emptyOf(history), width - 2)}` }]} />}
      {shown.map((entry, index) => {
        const isSelected = view.scroll + index === view.hit
        return (
          <Line
            key={entry.id}
            spans={spansOf(entry, history, { columns: width, now: state.now, isSelected }, theme)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

function titleOf({ host, answer }: HistoryView): string {
  const directory = answer && 'directory' in answer ? answer.directory : ''
  return `History ${host}${directory && `:${directory}`}`
}

/** The number of shown entries. If there are entries that were not read, says so. */
function countOf({ answer }: HistoryView, count: number): string {
  return answer && 'isCut' in answer && answer.isCut
    ? `${count}, and others that were not read`
    : `${count}`
}

function noteOf({ search, only, answer }: HistoryView, count: number): string {
  const filters = Object.entries(only).map(([name, value]) => `${name} ${value}`)
  const words = [search && `with ${search}`, ...filters].filter(Boolean)
  if (answer && 'failure' in answer && answer.failure)
    return ` Only entries from this machine: ${answer.failure}`
  if (words.length > 0) return ` Only ${words.join(', ')}`
  return count > 0 ? ` AGE  ${fit('WHO', 10)} ${fit('MACHINE', 12)} ${fit('SESSION', 14)} WHAT` : ''
}

function emptyOf({ answer }: HistoryView): string {
  if (!answer) return 'Reading…'
  if ('refused' in answer) return answer.refused
  return answer.entries.length > 0
    ? 'Nothing matches.'
    : 'No entries yet. To record what is sent to a session: `fleetmux history on SESSION`.'
}

interface Shown {
  readonly columns: number
  readonly now: number
  readonly isSelected: boolean
}

function spansOf(
  entry: HistoryEntry,
  { answer }: HistoryView,
  { columns, now, isSelected }: Shown,
  theme: Theme,
): Span[] {
  const { timestamp, person = '', machine, session = '', summary, success } = entry
  // Entries of the shared history that another machine has written have an `@` before the machine's name.
  const isHere = answer !== null && 'here' in answer && answer.here === machine
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${age(timestamp, now).padStart(4)} ${fit(person, 10)} ` },
    {
      text: `${fit(isHere ? machine : `@${machine}`, 12)} `,
      ...(!isHere && { look: theme.accent }),
    },
    { text: `${fit(session, 14)} ` },
    {
      text: cut(summary, Math.max(0, columns - 46)),
      ...(success === false && { look: theme.bad }),
    },
  ]
}

/** One entry of a project's shared history, with its whole text. */
function EntryView() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const lines = entryLines(state, width - 2)
  const shown = lines.slice(view.scroll, view.scroll + height)
  return (
    <Overlay area={area} title="An entry of the history" note="">
      {shown.map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={view.scroll + index}
          spans={[{ text: ` ${line}`, ...(view.scroll + index === 0 && { look: theme.strong }) }]}
        />
      ))}
    </Overlay>
  )
}

function entryLines(state: UiState, width: number): readonly string[] {
  const entry = selectedEntry(state)
  if (!entry) return ['The entry no longer exists.']
  const { timestamp, person, machine, session, milliseconds, success, summary, answer } = entry
  const took = milliseconds === undefined ? '' : durationText(milliseconds)
  const end = success === undefined ? took : `${success ? 'ok' : 'failed'} ${took}`.trim()
  const facts = [new Date(timestamp).toLocaleString(), person, machine, session, end]
  return [
    ...wrap(facts.filter(Boolean).join('  '), width),
    '',
    ...wrap(summary, width),
    ...(answer ? ['', ...answer.split('\n').flatMap(line => wrap(line, width))] : []),
  ]
}

const historyDialog: Dialog = {
  mode: 'history',
  move: moveHistory,
  rows: state => historyRows(state).length,
  head: HISTORY_HEAD,
  draw: () => <HistoryList />,
}

const toList = (state: UiState): UiState =>
  moveHistory(withView(state, { mode: 'history', scroll: 0 }), 0)

const historyEntryDialog: Dialog = {
  mode: 'history-entry',
  open: state => withView(state, { mode: 'history-entry', scroll: 0 }),
  back: toList,
  rows: state => entryLines(state, inside(overlayOf(state.view)).width - 2).length,
  draw: () => <EntryView />,
}

const historySearchDialog: Dialog = {
  ...promptOf('history-search'),
  back: toList,
  draw: historyDialog.draw ?? (() => null),
}

export const historyDialogs: readonly Dialog[] = [
  historyDialog,
  historyEntryDialog,
  historySearchDialog,
]
