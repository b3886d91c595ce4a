import type { PlaybookLine } from '../../state/host-requests/playbooks-request.ts'
import { shortLimitNote } from '../../state/runs/list-everywhere.ts'
import { age } from '../../state/text/age.ts'
import { counted } from '../../state/text/counted.ts'
import { cut, fit as inCells } from '../../state/text/text.ts'
import { promptOf } from '../command-line/prompt-dialog.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { noteRoom } from '../parts/panel.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { type Area, inside, layoutOf, overlayOf, screenArea } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import { movePlaybook, PLAYBOOKS_HEAD, playbookRows } from './playbook-rows.ts'

const whole = (state: UiState): UiState => state

/** The playbooks of all hosts. */
function PlaybookList() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const rows = playbookRows(state)
  const shown = rows.slice(view.scroll, view.scroll + height - PLAYBOOKS_HEAD)
  return (
    <Overlay area={area} title={`Playbooks ${rows.length}`} note={noteOf(state, area.width)}>
      <Line spans={[{ text: rows.length > 0 ? cut(HEAD, width) : '', look: theme.dim }]} />
      {rows.length === 0 && <Line spans={[{ text: ` ${cut(emptyOf(state), width - 2)}` }]} />}
      {shown.map((row, index) => {
        const isSelected = view.scroll + index === view.hit
        return (
          <Line
            key={`${row.host} ${row.id}`}
            spans={spansOf(row, { columns: width, now: state.now, isSelected }, theme)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

const HEAD = ` ${inCells('STATE', 9)} ${inCells('AGE', 4)} ${inCells('HOST', 12)} ${inCells('NAME', 18)} DIRECTORY OR QUESTION`

function noteOf({ view: { playbooks } }: UiState, columns: number): string {
  if (playbooks.pending.length > 0) return `asking ${counted(playbooks.pending.length, 'host')}`
  const { length } = playbooks.failures
  if (length > 0) return `${counted(length, 'host')} could not be read`
  return shortLimitNote(playbooks.rows, 'playbooks', noteRoom(columns))
}

function emptyOf({ view: { playbooks } }: UiState): string {
  if (playbooks.pending.length > 0) return 'Asking…'
  return (
    playbooks.failures[0] ??
    'No playbooks. To learn how to run one: `fleetmux playbook run --help`.'
  )
}

interface Shown {
  readonly columns: number
  readonly now: number
  readonly isSelected: boolean
}

function spansOf(row: PlaybookLine, { columns, now, isSelected }: Shown, theme: Theme): Span[] {
  const { state, end, created, host, name, directory, question } = row
  const word = state === 'ended' ? end : state === 'gate' ? 'waits' : state
  const facts = `${age(created, now).padStart(4)} ${inCells(host, 12)} ${inCells(name, 18)} `
  const tail = state === 'gate' ? `? ${question}` : directory
  const tone = toneOf(row, theme)
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: `${inCells(word, 9)} `, ...(tone && { look: tone }) },
    { text: facts },
    { text: cut(tail, Math.max(0, columns - 48)), ...(state === 'gate' && { look: theme.warn }) },
  ]
}

function toneOf({ state, end }: PlaybookLine, theme: Theme): TextLook | null {
  if (state === 'gate') return theme.warn
  if (state === 'running') return theme.accent
  return state === 'ended' && end === 'done' ? theme.good : theme.bad
}

/**
 * In the wide layout: the area left of the output panel, so that the playbook's pane stays visible in the panel. In
 * other layouts: the area of other dialogs.
 */
function besideOutput(view: UiState['view']): Area {
  const { kind, output } = layoutOf(view)
  return kind === 'wide' && output ? { ...screenArea(view), width: output.x } : overlayOf(view)
}

/** The documents and events of one playbook, beside its live pane. */
function PlaybookTextView() {
  const theme = useTheme()
  const { view } = useSelect(whole)
  const area = besideOutput(view)
  const { width, height } = inside(area)
  const { text } = view.playbooks
  const lines = text?.lines ?? []
  const end = Math.min(lines.length, view.scroll + height)
  return (
    <Overlay
      area={area}
      title={cut(text?.title ?? 'Reading…', Math.max(10, width - 24))}
      note={lines.length > 0 ? `${view.scroll + 1}-${end} of ${lines.length}` : ''}
    >
      {lines.slice(view.scroll, end).map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={view.scroll + index}
          spans={[{ text: ` ${cut(line, width - 2)}`, ...lineLook(line, theme) }]}
        />
      ))}
    </Overlay>
  )
}

function lineLook(line: string, theme: Theme): { readonly look?: TextLook } {
  if (line.startsWith('==')) return { look: theme.strong }
  if (line.startsWith('!')) return { look: theme.bad }
  return line.startsWith('?') ? { look: theme.warn } : {}
}

export const playbooksDialog: Dialog = {
  mode: 'playbooks',
  move: movePlaybook,
  rows: state => playbookRows(state).length,
  head: PLAYBOOKS_HEAD,
  draw: () => <PlaybookList />,
}

export const playbookNewDialog: Dialog = {
  ...promptOf('playbook-new'),
  back: state => movePlaybook(withView(state, { mode: 'playbooks', scroll: 0 }), 0),
}

export const playbookTextDialog: Dialog = {
  mode: 'playbook-text',
  isAboutPane: true,
  back: state => movePlaybook(withView(state, { mode: 'playbooks', scroll: 0 }), 0),
  rows: state => state.view.playbooks.text?.lines.length ?? 0,
  draw: () => <PlaybookTextView />,
}
