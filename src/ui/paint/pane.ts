import { cutRow, type Row, toRow } from '../../state/text/row.ts'
import { invert, restyle } from '../../state/text/style.ts'
import { type Cells, erase } from './grid.ts'

/** An area of the screen, in cells from the top left corner. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Content {
  /** Text and SGR sequences only. No line depends on the style of the line before it (see `toLines`). */
  readonly lines: readonly string[]
  /** Position of the cell that is shown inverse, in the coordinates of `lines`. */
  readonly cursor?: { readonly x: number; readonly y: number } | null
  /** Line and column of `lines` at the top left corner of the area. */
  readonly from?: { readonly line: number; readonly column: number }
  /** Set if the content is not current, and is therefore drawn dimmed. */
  readonly dim?: boolean
}

/** The cells of the lines of one pane. A line is parsed again only when its string changes. */
export interface PaneRows {
  at(content: Content, index: number): Row
}

export const createPaneRows = (): PaneRows => {
  let known: { line: string; row: Row }[] = []
  const at = (content: Content, index: number): Row => {
    const line = content.lines[index] ?? ''
    if (known.length > content.lines.length) known = known.slice(0, content.lines.length)
    const last = known[index]
    if (last?.line === line) return last.row
    const row = toRow(line)
    known[index] = { line, row }
    return row
  }
  return { at }
}

const CORNER = { line: 0, column: 0 }

const showCursor = (cells: Cells, x: number): void => {
  // A cursor on the right half of a wide glyph inverts both halves, as terminals do.
  const from = cells.glyphs[x] === '' ? x - 1 : x
  const to = cells.glyphs[from + 1] === '' ? from + 2 : from + 1
  for (let at = from; at < to; at++) cells.styles[at] = invert(cells.styles[at] ?? '')
}

/** Draws the pane's part of screen row `y`: replaces those elements of `cells` that are inside the pane's area. */
export const overlay = (
  cells: Cells,
  y: number,
  area: Area,
  content: Content,
  rows: PaneRows,
): void => {
  const width = Math.min(area.width, cells.glyphs.length - area.x)
  const { line, column } = content.from ?? CORNER
  const index = y - area.y + line
  if (width < 1) return
  erase(cells, area.x, area.x + width)
  const row = cutRow(rows.at(content, index), column, width)
  for (let x = 0; x < row.glyphs.length; x++) {
    cells.glyphs[area.x + x] = row.glyphs[x] ?? ' '
    const style = row.styles[x] ?? ''
    cells.styles[area.x + x] = content.dim ? restyle(style, '2') : style
  }
  const { cursor } = content
  const at = cursor ? cursor.x - column : -1
  if (cursor?.y === index && at >= 0 && at < width) showCursor(cells, area.x + at)
}

/** Row numbers, from the top of the area, in which two contents may differ. */
export const changedRows = (
  before: Content | undefined,
  after: Content,
  height: number,
): number[] => {
  const old = before?.from ?? CORNER
  const now = after.from ?? CORNER
  const isAll = !before || old.column !== now.column || !before.dim !== !after.dim
  const hadCursor = (content: Content | undefined, index: number) => content?.cursor?.y === index
  const isMoved = before?.cursor?.x !== after.cursor?.x || before?.cursor?.y !== after.cursor?.y
  const changed: number[] = []
  for (let row = 0; row < height; row++) {
    const isLine = before?.lines[row + old.line] === after.lines[row + now.line]
    const isCursor = hadCursor(before, row + old.line) || hadCursor(after, row + now.line)
    const isScrolled = old.line !== now.line && isCursor
    if (isAll || !isLine || isScrolled || (isMoved && isCursor)) changed.push(row)
  }
  return changed
}
