import { describe, expect, test } from 'vitest'
import type { Panel } from '../../../src/ui/model/view.ts'
import { type Area, inside, layoutOf, overlayOf, panelAt } from '../../../src/ui/view/layout.ts'

const shape = (columns: number, rows: number, more = {}) => ({
  columns,
  rows,
  panel: 'sessions' as Panel,
  list: 'sessions' as const,
  zoomed: false,
  ...more,
})

const SIZES = [
  [40, 10],
  [60, 12],
  [80, 24],
  [119, 50],
  [120, 24],
  [200, 50],
  [400, 120],
] as const

const fits = (area: Area, columns: number, rows: number): boolean =>
  area.x >= 0 && area.y >= 0 && area.x + area.width <= columns && area.y + area.height <= rows

describe.each(SIZES)('%ix%i', (columns, rows) => {
  test.each(['pool', 'sessions', 'output'] as const)(
    'with %s focused nothing is outside or overlaps',
    panel => {
      const list = panel === 'output' ? 'sessions' : panel
      const layout = layoutOf(shape(columns, rows, { panel, list }))
      const areas = [layout.pool, layout.sessions, layout.output].filter(area => area !== null)
      const cells = [...areas, layout.status, layout.footer].reduce(
        (sum, area) => sum + area.width * area.height,
        0,
      )
      expect(cells).toBe(columns * rows)
      for (const area of [...areas, layout.status, layout.footer])
        expect(fits(area, columns, rows)).toBe(true)
      for (const area of areas) expect(inside(area).height).toBeGreaterThan(0)
      expect(layout[panel]).not.toBeNull()
    },
  )

  test('a dialog has room', () => {
    expect(fits(overlayOf({ columns, rows }), columns, rows)).toBe(true)
  })
})

test('wide terminals show all three side by side, others two', () => {
  const shown = (columns: number) => {
    const { pool, sessions, output } = layoutOf(shape(columns, 24))
    return [pool, sessions, output].filter(Boolean).length
  }
  expect(shown(120)).toBe(3)
  expect(shown(119)).toBe(2)
})

test('the list that was focused last stays above the output', () => {
  const layout = layoutOf(shape(80, 24, { panel: 'output', list: 'pool' }))
  expect(layout.pool).not.toBeNull()
  expect(layout.sessions).toBeNull()
})

test('zoomed, the focused panel has all there is', () => {
  const layout = layoutOf(shape(160, 45, { panel: 'output', zoomed: true }))
  expect(layout.output).toEqual({ x: 0, y: 0, width: 160, height: 43 })
  expect(layout.sessions).toBeNull()
})

test.each([
  [39, 24],
  [80, 9],
])('%ix%i is too small', (columns, rows) => {
  expect(layoutOf(shape(columns, rows)).kind).toBe('tiny')
})

test('a cell belongs to the panel that is there', () => {
  const layout = layoutOf(shape(160, 45))
  expect(panelAt(layout, 0, 0)).toBe('pool')
  expect(panelAt(layout, 159, 10)).toBe('output')
  expect(panelAt(layout, 5, 44)).toBeNull()
})
