import type { UiState } from '../model/ui-state.ts'
import type { Area } from '../view/layout.ts'

/** The layout of the hosts screen. */
export interface HostsRoom {
  readonly area: Area
  /** Width of a row, in cells: the width between the borders, without one cell of padding on each side. */
  readonly columns: number
  readonly rows: number
  /** Number of lines for the details of the selected host, below the list of hosts. */
  readonly detail: number
}

/** Number of lines for the column titles above the rows and the horizontal line below the rows. */
const LINES = 2
/** Maximum share of the height for the list of hosts: the details of the selected host's failure need several lines. */
const SHARE = 0.5

/** The layout of the hosts screen, which covers everything except the two lines at the bottom. */
export function roomOf({ view, hosts }: Pick<UiState, 'view' | 'hosts'>): HostsRoom {
  const area = { x: 0, y: 0, width: view.columns, height: Math.max(4, view.rows - 2) }
  const inner = Math.max(2, area.height - 2 - LINES)
  const rows = Math.max(1, Math.min(hosts.size, Math.floor(inner * SHARE)))
  return { area, columns: Math.max(1, view.columns - 4), rows, detail: Math.max(1, inner - rows) }
}

/** Index of the first visible row, chosen so that the selected row is visible. */
export function topRow(count: number, selected: number, rows: number): number {
  return Math.max(0, Math.min(selected - Math.floor(rows / 2), count - rows))
}
