import type { View } from '../model/view.ts'
import type { Wall, WallLayout } from '../model/wall.ts'
import { type Area, layoutOf } from '../view/layout.ts'

/** Borders included: 38x8 inside is the least in which a screen can be told from another. */
const LEAST = { width: 40, height: 10 }
/** More than anybody can watch; it bounds what a page asks of hosts. */
const MOST = 20
/** What most panes are: more room than that shows no more of them. */
const WHOLE = { width: 80, height: 24 }

type Size = Pick<View, 'columns' | 'rows'>

/** The wall's own line, with what it shows. */
export function wallHead({ columns }: Size): Area {
  return { x: 0, y: 0, width: columns, height: 1 }
}

/** Where the tiles stand: between the wall's own line and the lines at the bottom. */
export function wallBody({ columns, rows }: Size): Area {
  return { x: 0, y: 1, width: columns, height: Math.max(0, rows - 3) }
}

/** Whether there is room for any tile. */
export function hasWallRoom(view: View): boolean {
  return layoutOf(view).kind !== 'tiny'
}

/** Tiles that fit on a page; what is too small for one of a sensible size still shows one. */
export function tilesOnPage(
  view: Size,
  { layout, zoomed }: Pick<Wall, 'layout' | 'zoomed'>,
): number {
  if (zoomed) return 1
  const body = wallBody(view)
  const fit = { grid: across(body) * along(body), columns: across(body), main: inMain(body) }[
    layout
  ]
  return Math.min(MOST, fit)
}

/** The places of `count` tiles, at most a page of them; `focus`: which of them is the large one. */
export function placesOf(
  view: Size,
  layout: WallLayout,
  count: number,
  focus: number,
): readonly Area[] {
  const body = wallBody(view)
  if (count < 2) return count === 1 ? [body] : []
  if (layout === 'columns') return inRow(body, count)
  return layout === 'grid' ? inGrid(body, count) : aroundMain(body, count, focus)
}

function across({ width }: Area): number {
  return Math.max(1, Math.floor(width / LEAST.width))
}

function along({ height }: Area): number {
  return Math.max(1, Math.floor(height / LEAST.height))
}

function inGrid(body: Area, count: number): Area[] {
  const perRow = bestColumns(body, count)
  const rows = Math.ceil(count / perRow)
  return stack(body, rows).flatMap((row, index) =>
    inRow(row, index < rows - 1 ? perRow : count - perRow * (rows - 1)),
  )
}

/** So many a row that most of each screen shows. */
function bestColumns(body: Area, count: number): number {
  let best = { columns: 1, seen: -1 }
  for (let columns = 1; columns <= Math.min(across(body), count); columns++) {
    const rows = Math.ceil(count / columns)
    if (rows > along(body)) continue
    const width = Math.min(WHOLE.width, Math.floor(body.width / columns) - 2)
    const height = Math.min(WHOLE.height, Math.floor(body.height / rows) - 2)
    if (width * height > best.seen) best = { columns, seen: width * height }
  }
  return best.columns
}

/** The large tile, and where the others stand: beside it, or below where the terminal is narrow. */
function mainAndRest(body: Area): { readonly main: Area; readonly rest: Area | null } {
  if (body.width >= 3 * LEAST.width) {
    const width = Math.max(LEAST.width, Math.round(body.width / 3))
    const main = { ...body, width: body.width - width }
    return { main, rest: { ...body, x: body.x + main.width, width } }
  }
  if (body.height < 2 * LEAST.height) return { main: body, rest: null }
  const main = { ...body, height: body.height - LEAST.height }
  return { main, rest: { ...body, y: body.y + main.height, height: LEAST.height } }
}

function inMain(body: Area): number {
  const { rest } = mainAndRest(body)
  return 1 + (rest ? across(rest) * along(rest) : 0)
}

function aroundMain(body: Area, count: number, focus: number): Area[] {
  const { main, rest } = mainAndRest(body)
  const places = rest ? inGrid(rest, count - 1) : []
  return [...places.slice(0, focus), main, ...places.slice(focus)]
}

function inRow(row: Area, count: number): Area[] {
  return parts(row.width, count).map(([from, width]) => ({ ...row, x: row.x + from, width }))
}

function stack(body: Area, count: number): Area[] {
  return parts(body.height, count).map(([from, height]) => ({ ...body, y: body.y + from, height }))
}

/** `[from, length]` of equal parts of a length, to the last cell. */
function parts(length: number, count: number): (readonly [number, number])[] {
  const start = (index: number) => Math.floor((index * length) / count)
  return Array.from({ length: count }, (_, index) => [
    start(index),
    start(index + 1) - start(index),
  ])
}
