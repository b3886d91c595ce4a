import type { View } from '../model/view.ts'
import type { Wall, WallLayout } from '../model/wall.ts'
import { type Area, layoutOf } from '../view/layout.ts'

/** Minimum size of a tile with its border: screens smaller than 38x8 cannot be told apart. */
const LEAST = { width: 40, height: 10 }
/** Maximum number of tiles on a page. It limits the number of panes that hosts must report. */
const MOST = 20
/** The usual size of a pane: a larger tile shows nothing more of it. */
const WHOLE = { width: 80, height: 24 }

type Size = Pick<View, 'columns' | 'rows'>

/** The line at the top of the wall, with its title. */
export function wallHead({ columns }: Size): Area {
  return { x: 0, y: 0, width: columns, height: 1 }
}

/** The area of the tiles: between the title and the lines at the bottom. */
export function wallBody({ columns, rows }: Size): Area {
  return { x: 0, y: 1, width: columns, height: Math.max(0, rows - 3) }
}

/** Whether there is room for any tile. */
export function hasWallRoom(view: View): boolean {
  return layoutOf(view).kind !== 'tiny'
}

/** Number of tiles that fit a page: at least one, even if there is too little room. */
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

/** The areas of `count` tiles, at most one page; `focus`: index of the large tile. */
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

/** Number of columns at which the largest part of each screen is visible. */
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

/** The area of the large tile, and of the others: beside it, or below it in a narrow terminal. */
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

/** Splits a length into equal parts `[from, length]` that cover it completely. */
function parts(length: number, count: number): (readonly [number, number])[] {
  const start = (index: number) => Math.floor((index * length) / count)
  return Array.from({ length: count }, (_, index) => [
    start(index),
    start(index + 1) - start(index),
  ])
}
