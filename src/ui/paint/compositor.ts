import { type Cells, copyCells } from './grid.ts'
import {
  type Area,
  type Content,
  changedRows,
  createPaneRows,
  overlay,
  type PaneRows,
} from './pane.ts'

/** An area, or a function that measures the area. The function is called again after each of Ink's writes. */
export type AreaSource = Area | (() => Area)

interface Pane {
  readonly rows: PaneRows
  content: Content
  place?: AreaSource
  area?: Area
}

/** The panes with their areas, and the screen rows that the panes have changed. */
export interface Stage {
  place(id: string, place: AreaSource): void
  show(id: string, content: Content): void
  hide(id: string): void
  remove(id: string): void
  measure(): void
  /**
   * Returns a copy of `chrome`, which is row `y` as Ink drew it, with the panes drawn over it. The pane that was placed
   * last is on top.
   */
  compose(y: number, chrome: Cells): Cells
  /** Rows that have changed since the caller has last composed them with `compose`. The caller clears the set. */
  readonly dirty: Set<number>
}

type Panes = Map<string, Pane>

const NO_CONTENT: Content = { lines: [] }

const markArea = (dirty: Set<number>, area: Area | undefined): void => {
  if (!area) return
  for (let y = Math.max(0, area.y); y < area.y + area.height; y++) dirty.add(y)
}

// Yoga, the layout engine of Ink, may return fractions. A negative `x` becomes 0, since it would need clipping on the
// left.
const inCells = (area: Area): Area => ({
  x: Math.max(0, Math.round(area.x)),
  y: Math.round(area.y),
  width: Math.round(area.width),
  height: Math.round(area.height),
})

const isSameArea = (a: Area | undefined, b: Area | undefined): boolean =>
  a?.x === b?.x && a?.y === b?.y && a?.width === b?.width && a?.height === b?.height

const measurePane = (dirty: Set<number>, pane: Pane): void => {
  const place = typeof pane.place === 'function' ? pane.place() : pane.place
  const area = place && inCells(place)
  if (isSameArea(area, pane.area)) return
  markArea(dirty, pane.area)
  markArea(dirty, area)
  pane.area = area
}

const paneOf = (panes: Panes, id: string): Pane => {
  const known = panes.get(id)
  if (known) return known
  const pane: Pane = { rows: createPaneRows(), content: NO_CONTENT }
  panes.set(id, pane)
  return pane
}

const showIn = (dirty: Set<number>, pane: Pane, content: Content): void => {
  const { area } = pane
  if (area) {
    for (const row of changedRows(pane.content, content, area.height)) dirty.add(area.y + row)
  }
  pane.content = content
}

const composeRow = (panes: Panes, y: number, chrome: Cells): Cells => {
  const cells = copyCells(chrome)
  for (const { area, content, rows } of panes.values()) {
    if (area && y >= area.y && y < area.y + area.height) overlay(cells, y, area, content, rows)
  }
  return cells
}

const placeAt = (
  panes: Panes,
  dirty: Set<number>,
  id: string,
  place: AreaSource | undefined,
): void => {
  const pane = paneOf(panes, id)
  // The order of the map is the order of the layers, so the pane is inserted again as the topmost one.
  if (place && !pane.place) {
    panes.delete(id)
    panes.set(id, pane)
  }
  pane.place = place
  measurePane(dirty, pane)
}

export const createStage = (): Stage => {
  const panes: Panes = new Map()
  const dirty = new Set<number>()
  const place = (id: string, where?: AreaSource): void => placeAt(panes, dirty, id, where)
  const hide = (id: string): void => {
    if (panes.has(id)) place(id)
  }
  const remove = (id: string): void => {
    hide(id)
    panes.delete(id)
  }
  return {
    place,
    show: (id, content) => showIn(dirty, paneOf(panes, id), content),
    hide,
    remove,
    measure: () => {
      for (const pane of panes.values()) measurePane(dirty, pane)
    },
    compose: (y, chrome) => composeRow(panes, y, chrome),
    dirty,
  }
}
