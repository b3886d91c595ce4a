import { widthOf } from '../model/mode.ts'
import type { List, Panel, View } from '../model/view.ts'

/** An area of the terminal in cells, counted from 0 at the top left. It includes the borders. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The areas of all panels. A hidden panel has no area; `tiny`: there is no room for any panel. */
export interface Layout {
  readonly kind: 'wide' | 'stacked' | 'zoomed' | 'tiny'
  readonly pool: Area | null
  readonly sessions: Area | null
  readonly output: Area | null
  /** The status line, one row. */
  readonly status: Area
  /** The hints for keys, one row at the bottom. */
  readonly footer: Area
}

const WIDE = 120
export const SMALLEST = { columns: 40, rows: 10 }

type Shape = Pick<View, 'columns' | 'rows' | 'panel' | 'list' | 'zoomed'>

export function layoutOf(view: Shape): Layout {
  const { columns, rows } = view
  const body = { x: 0, y: 0, width: columns, height: Math.max(0, rows - 2) }
  const line = (y: number) => ({ x: 0, y, width: columns, height: 1 })
  const bottom = { status: line(rows - 2), footer: line(rows - 1) }
  const none = { pool: null, sessions: null, output: null }
  if (columns < SMALLEST.columns || rows < SMALLEST.rows)
    return { kind: 'tiny', ...none, ...bottom }
  if (view.zoomed) return { kind: 'zoomed', ...none, [view.panel]: body, ...bottom }
  if (columns >= WIDE) return { kind: 'wide', ...sideBySide(body), ...bottom }
  return { kind: 'stacked', ...none, ...oneAboveOther(body, view.list), ...bottom }
}

/** The area within a panel's border. */
export function inside(area: Area): Area {
  return {
    x: area.x + 1,
    y: area.y + 1,
    width: Math.max(0, area.width - 2),
    height: Math.max(0, area.height - 2),
  }
}

export function panelAt(layout: Layout, x: number, y: number): Panel | null {
  for (const panel of ['pool', 'sessions', 'output'] as const) {
    const area = layout[panel]
    if (area && contains(area, x, y)) return panel
  }
  return null
}

type Overlaid = Pick<View, 'columns' | 'rows'> & Partial<Pick<View, 'mode'>>

/** The whole terminal without the two lines at the bottom. */
export function screenArea({ columns, rows }: Pick<View, 'columns' | 'rows'>): Area {
  return { x: 0, y: 0, width: columns, height: Math.max(4, rows - 2) }
}

/** The area of help, log and dialogs: in the middle, over the panels; for the widest, all panels. */
export function overlayOf({ columns, rows, mode }: Overlaid): Area {
  const wide = mode && widthOf(mode)
  if (wide === 'whole') return screenArea({ columns, rows })
  const width = Math.min(columns - 4, wide ? 120 : 84)
  const height = Math.max(4, Math.min(rows - 4, 36))
  return {
    x: Math.floor((columns - width) / 2),
    y: Math.max(0, Math.floor((rows - 2 - height) / 2)),
    width,
    height,
  }
}

/** Number of rows that the panel shows at a time. */
export function pageOf(view: Shape, panel: Panel): number {
  const area = layoutOf(view)[panel]
  return area ? inside(area).height : Math.max(1, view.rows - 4)
}

export function contains(area: Area, x: number, y: number): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height
}

function sideBySide(body: Area): Pick<Layout, Panel> {
  const pool = between(30, Math.round(body.width * 0.19), 40)
  const sessions = between(38, Math.round(body.width * 0.3), 64)
  return {
    pool: { ...body, width: pool },
    sessions: { ...body, x: pool, width: sessions },
    output: { ...body, x: pool + sessions, width: body.width - pool - sessions },
  }
}

function oneAboveOther(body: Area, list: List): Partial<Pick<Layout, Panel>> {
  const height = between(4, Math.round(body.height * 0.4), 14)
  return {
    [list]: { ...body, height },
    output: { ...body, y: height, height: body.height - height },
  }
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
