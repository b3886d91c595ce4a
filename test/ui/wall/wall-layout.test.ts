import { describe, expect, test } from 'vitest'
import type { WallLayout } from '../../../src/ui/model/wall.ts'
import type { Area } from '../../../src/ui/view/layout.ts'
import { placesOf, tilesOnPage, wallBody } from '../../../src/ui/wall/wall-layout.ts'

const LAYOUTS: readonly WallLayout[] = ['grid', 'columns', 'main']
const SIZES = [
  [200, 50],
  [120, 40],
  [80, 24],
  [79, 23],
  [40, 10],
  [41, 31],
  [300, 12],
  [400, 120],
] as const
const size = (columns: number, rows: number) => ({ columns, rows })
const cells = ({ width, height }: Area) => width * height
const touch = (one: Area, other: Area) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

describe('the places of tiles', () => {
  for (const [columns, rows] of SIZES)
    for (const layout of LAYOUTS) {
      test(`${layout} at ${columns}x${rows}: full pages and half ones fill the wall, no cell twice`, () => {
        const body = wallBody(size(columns, rows))
        const most = tilesOnPage(size(columns, rows), { layout, zoomed: false })
        for (let count = 1; count <= most; count++) {
          for (const focus of new Set([0, count - 1])) {
            const places = placesOf(size(columns, rows), layout, count, focus)
            expect(places).toHaveLength(count)
            // As many cells as the wall has, and none twice, is every cell once.
            expect(places.reduce((sum, area) => sum + cells(area), 0)).toBe(cells(body))
            const pairs = places.flatMap((one, at) =>
              places.slice(at + 1).map(two => [one, two] as const),
            )
            expect(pairs.filter(([one, two]) => touch(one, two))).toEqual([])
          }
        }
      })

      test(`${layout} at ${columns}x${rows}: no tile is smaller than one can read`, () => {
        const body = wallBody(size(columns, rows))
        const most = tilesOnPage(size(columns, rows), { layout, zoomed: false })
        for (let count = 1; count <= most; count++) {
          for (const { width, height } of placesOf(size(columns, rows), layout, count, 0)) {
            expect(width).toBeGreaterThanOrEqual(Math.min(40, body.width))
            expect(height).toBeGreaterThanOrEqual(Math.min(10, body.height))
          }
        }
      })
    }

  test('so many fit on a page', () => {
    const on = (columns: number, rows: number, layout: WallLayout) =>
      tilesOnPage(size(columns, rows), { layout, zoomed: false })
    expect([on(200, 50, 'grid'), on(120, 40, 'grid'), on(80, 24, 'grid')]).toEqual([20, 9, 4])
    expect([on(200, 50, 'columns'), on(80, 24, 'columns'), on(40, 10, 'columns')]).toEqual([
      5, 2, 1,
    ])
    expect([on(200, 50, 'main'), on(80, 24, 'main'), on(40, 10, 'main')]).toEqual([5, 3, 1])
    expect(on(1000, 300, 'grid')).toBe(20)
    expect(tilesOnPage(size(200, 50), { layout: 'grid', zoomed: true })).toBe(1)
  })

  test('few tiles share the room as most of their screens shows', () => {
    expect(placesOf(size(200, 50), 'grid', 2, 0)).toEqual([
      { x: 0, y: 1, width: 100, height: 47 },
      { x: 100, y: 1, width: 100, height: 47 },
    ])
    const four = placesOf(size(200, 50), 'grid', 4, 0)
    expect(four.map(({ x, y }) => [x, y])).toEqual([
      [0, 1],
      [100, 1],
      [0, 24],
      [100, 24],
    ])
  })

  test('the large one is the focused one, whichever that is', () => {
    const sizes = placesOf(size(200, 50), 'main', 4, 2).map(({ width, height }) => width * height)
    expect(sizes.indexOf(Math.max(...sizes))).toBe(2)
  })
})
