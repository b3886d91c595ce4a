import { sentence } from '../../state/model/failure.ts'
import type { WorkRow } from '../../state/model/work.ts'
import { shortLimitNote } from '../../state/runs/list-everywhere.ts'
import { askingRuns } from '../../state/runs/run-state.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { noteRoom } from '../parts/panel.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { selectedWork, workRows } from '../view/selected-work.ts'
import { withView } from '../view/toast.ts'
import { moveWork, WORK_HEAD } from './work-view.ts'

/** The worktree sessions of all hosts. The list stays visible behind the prompts about them. */
export function WorkList() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const rows = workRows(state)
  const last = Math.min(rows.length, view.scroll + height - WORK_HEAD)
  return (
    <Overlay area={area} title={`Work ${rows.length}`} note={noteOf(state, area.width)}>
      <Line spans={[{ text: rows.length > 0 ? cut(headOf(width), width) : '', look: theme.dim }]} />
      <Line spans={[{ text: cut(selectedText(state), width), look: selectedLook(state, theme) }]} />
      {rows.length === 0 && <Line spans={[{ text: ` ${cut(emptyOf(state), width - 2)}` }]} />}
      {rows.slice(view.scroll, last).map((row, index) => {
        const isSelected = view.scroll + index === view.hit
        return (
          <Line
            key={`${row.host} ${row.id}`}
            spans={spansOf(state, row, width, theme, isSelected)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

function noteOf({ work }: UiState, columns: number): string {
  if (work.pending.length > 0) return `reading ${hosts(work.pending.length)}`
  const { size } = work.failures
  if (size > 0)
    return `${size === 1 ? [...work.failures.keys()][0] : hosts(size)} could not be read`
  return shortLimitNote(work.rows, 'sessions', noteRoom(columns))
}

/**
 * The line above the list, about the selected session: its conflicts with other sessions, for which the session's row
 * has no room, or its details. If there are none, why a host could not be read.
 */
function selectedText(state: UiState): string {
  const row = selectedWork(state)
  if (!row) return ''
  const others = state.work.conflicts.get(row.id) ?? []
  if (others.length === 0) return ` ${strip(row.detail || failureText(state))}`.trimEnd()
  return ` ${strip(`${row.name} would conflict with ${others.join(', ')}`)}`
}

/** Why the first of the hosts that could not be read was not read; '': all hosts were read. */
function failureText({ work }: UiState): string {
  const [first] = work.failures
  return first ? sentence({ ...first[1], host: first[0] }) : ''
}

/** The colour of the line above the list: red if the selected session has conflicts or is not running. */
function selectedLook(state: UiState, theme: Theme): TextLook {
  const row = selectedWork(state)
  const isConflict = row && (state.work.conflicts.get(row.id) ?? []).length > 0
  return isConflict || (row && row.state !== 'running') ? theme.bad : theme.dim
}

const hosts = (count: number) => (count === 1 ? '1 host' : `${count} hosts`)

function emptyOf(state: UiState): string {
  if (state.work.pending.length > 0) return 'Asking…'
  return strip(failureText(state)) || 'No worktree sessions. Press n to create one.'
}

/** Width of each column, in cells: name, host, state, iterations, script, ahead and behind. */
function widths(columns: number): readonly number[] {
  const name = Math.max(10, Math.round(columns * 0.22))
  return [name, Math.max(6, Math.round(columns * 0.12)), 11, 4, 13, 8]
}

const TITLES = ['NAME', 'HOST', 'STATE', 'N', 'SCRIPT', '+/-']

function headOf(columns: number): string {
  const cells = widths(columns).map((room, at) => inCells(TITLES[at] ?? '', room))
  return ` ${cells.join(' ')} CONFLICTS, BRANCH`
}

function spansOf(
  state: UiState,
  row: WorkRow,
  columns: number,
  theme: Theme,
  isSelected: boolean,
): readonly Span[] {
  const rooms = widths(columns)
  const others = state.work.conflicts.get(row.id) ?? []
  const texts = [
    row.name,
    row.host,
    stateText(state, row),
    String(row.iterations),
    row.test,
    row.distance,
  ]
  const looks: Readonly<Partial<Record<number, TextLook | undefined>>> = {
    0: theme.strong,
    2: asks(state, row) ? theme.warn : stateLook(row, theme),
    4: testLook(row, theme),
  }
  const left = columns - rooms.reduce((sum, room) => sum + room + 1, 1)
  const rest = others.length > 0 ? `! ${others.join(', ')}` : row.branch
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    ...texts.map((text, at): Span => {
      const cell = looks[at]
      return { text: `${inCells(strip(text), rooms[at] ?? 0)} `, ...(cell && { look: cell }) }
    }),
    { text: cut(strip(rest), Math.max(0, left)), ...(others.length > 0 && { look: theme.bad }) },
  ]
}

/** Whether the agent of a session waits for an answer. */
function asks(state: UiState, { host, run }: WorkRow): boolean {
  return run !== '' && askingRuns(state).some(each => each.run.host === host && each.run.id === run)
}

function stateText(state: UiState, row: WorkRow): string {
  return asks(state, row) ? 'asks you' : row.state
}

function stateLook({ state }: WorkRow, theme: Theme): TextLook | undefined {
  if (state === 'running') return theme.accent
  if (state === 'merged') return theme.good
  return state === 'idle' ? undefined : theme.warn
}

function testLook({ test }: WorkRow, theme: Theme): TextLook | undefined {
  if (test === 'pass' || test === 'ok') return theme.good
  return test === '-' ? undefined : theme.bad
}

export const workDialog: Dialog = {
  mode: 'work',
  // Opening the dialog again keeps the selected row.
  open: state => moveWork(withView(state, { mode: 'work', scroll: 0 }), 0),
  move: moveWork,
  rows: state => workRows(state).length,
  head: WORK_HEAD,
  draw: () => <WorkList />,
}
