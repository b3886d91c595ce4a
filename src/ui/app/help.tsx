import type { UiState } from '../model/ui-state.ts'
import { Overlay } from '../parts/overlay.tsx'
import { Table } from '../parts/table.tsx'
import { useSelect } from '../parts/use-select.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { type HelpRow, helpRows } from './keymap.ts'

/** Number of rows above the keys: the column names. */
const HEAD = 1
const KEYS = 22

/** The help: all keys that work in the focused panel, those of all panels included. */
export function Help() {
  const state = useSelect(whole)
  const area = overlayOf(state.view)
  const { width } = inside(area)
  const rows = helpRows(state)
  const last = Math.min(rows.length, state.view.scroll + overlayRows(state, HEAD))
  const seen = rows.slice(state.view.scroll, last)
  const columns = [
    { name: 'keys', cells: KEYS },
    { name: 'what they do', cells: Math.max(1, width - KEYS - 1) },
  ]
  return (
    <Overlay
      area={area}
      title={`Keys: ${placeOf(state)}`}
      note={`${last} of ${rows.length}  esc closes`}
    >
      <Table rows={seen.map(tableRow)} columns={columns} />
    </Overlay>
  )
}

function tableRow({ keys, label, refused }: HelpRow): Readonly<Record<string, string>> {
  return { keys: ` ${keys}`, 'what they do': refused ? `${label} (now: ${refused})` : label }
}

function placeOf({ view }: UiState): string {
  if (view.hosts) return 'hosts'
  if (view.runs) return 'runs'
  if (view.files) return 'files'
  return view.wall ? 'the wall' : view.panel
}

const whole = (state: UiState): UiState => state

export const helpDialog: Dialog = {
  mode: 'help',
  rows: state => helpRows(state).length,
  head: HEAD,
  draw: () => <Help />,
}
