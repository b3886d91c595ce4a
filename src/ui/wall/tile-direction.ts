import { needySessions } from '../../state/agents/attention.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Direction, Side } from '../model/wall.ts'
import type { Area } from '../view/layout.ts'
import { focusOn, hungOn, pageOn, tilesOf } from './tile.ts'

/** Index of the tile in this direction, or of the focused tile if no tile is in this direction. */
export function placeOf(state: UiState, way: Direction): number {
  const at = focusOn(state)
  const last = hungOn(state).length - 1
  if (way === 'first') return 0
  if (way === 'last') return last
  if (way === 'next') return at === last ? 0 : at + 1
  if (way === 'previous') return at === 0 ? last : at - 1
  if (way === 'need') return nextNeed(state)
  const to = isInRow(state) ? at + (isOnward(way) ? 1 : -1) : beside(state, way)
  return Math.max(0, Math.min(to, last))
}

/**
 * Whether the directions left, right, up and down select the previous or next tile, instead of the tile that lies
 * there: one tile fills the wall, or the layout is not a grid.
 */
function isInRow({ view: { wall } }: UiState): boolean {
  return !wall || wall.zoomed || wall.layout !== 'grid'
}

function isOnward(way: Side): boolean {
  return way === 'right' || way === 'down'
}

/** The nearest tile in this direction on the page; past the edge, a tile of the next or previous page. */
function beside(state: UiState, way: Side): number {
  const { from } = pageOn(state)
  const tiles = tilesOf(state)
  const here = tiles[focusOn(state) - from]
  if (!here) return focusOn(state)
  const [nearest] = tiles
    .filter(tile => liesThere(here.area, tile.area, way))
    .toSorted((one, other) => away(here.area, one.area) - away(here.area, other.area))
  if (nearest) return from + tiles.indexOf(nearest)
  return isOnward(way) ? from + tiles.length : from - 1
}

function liesThere(from: Area, to: Area, way: Side): boolean {
  if (way === 'up') return to.y < from.y
  if (way === 'down') return to.y > from.y
  return to.y === from.y && (way === 'left' ? to.x < from.x : to.x > from.x)
}

/** Distance of two tiles. Vertical distance weighs more, so that "up" goes to the row above. */
function away(one: Area, other: Area): number {
  const across = Math.abs(one.x + one.width / 2 - other.x - other.width / 2)
  return across + 1000 * Math.abs(one.y - other.y)
}

/** Indexes of the tiles that need a person. */
export function needyPlaces(state: UiState): readonly number[] {
  const needy = new Set(needySessions(state).map(({ session }) => session))
  return hungOn(state).flatMap(({ session }, index) => (needy.has(session) ? [index] : []))
}

/** The next tile whose session needs a person, wrapping around. */
function nextNeed(state: UiState): number {
  const at = focusOn(state)
  const places = needyPlaces(state)
  return places.find(place => place > at) ?? places[0] ?? at
}
