import { expect, test } from 'vitest'
import { paintCells, pictureCells } from '../../../src/state/files/picture.ts'

/** A picture of one letter a pixel: red, green, blue, white, or transparent. */
function picture(...rows: readonly string[]) {
  const colours: Readonly<Record<string, readonly number[]>> = {
    ...{ r: [255, 0, 0, 255], g: [0, 255, 0, 255], b: [0, 0, 255, 255], w: [255, 255, 255, 255] },
    '.': [9, 9, 9, 0],
  }
  const pixels = Uint8Array.from([...rows.join('')].flatMap(letter => colours[letter] ?? []))
  return { kind: 'PNG', width: rows[0]?.length ?? 0, height: rows.length, pixels } as const
}

test('a cell shows two pixels, and what is transparent has no colour', () => {
  expect(pictureCells(picture('r.w', 'bg.'), { columns: 80, rows: 20 })).toEqual([
    [
      { text: '▀', front: '#ff0000', back: '#0000ff' },
      { text: '▄', front: '#00ff00' },
      { text: '▀', front: '#ffffff' },
    ],
  ])
})

test('a picture is made smaller in both directions, its colours mixed, never larger', () => {
  const rows = Array.from({ length: 40 }, () => 'rb'.repeat(50))
  const cells = pictureCells(picture(...rows), { columns: 10, rows: 20 })
  expect([cells.length, cells[0]?.length]).toEqual([2, 10])
  expect(cells[0]?.[0]).toEqual({ text: '▀', front: '#800080', back: '#800080' })
  const tall = pictureCells(picture(...rows), { columns: 200, rows: 10 })
  expect([tall.length, tall[0]?.length]).toEqual([10, 50])
  expect(pictureCells(picture('r'), { columns: 200, rows: 10 })).toHaveLength(1)
})

test('a line has true colours, or the nearest of 256', () => {
  const [row = []] = pictureCells(picture('r.', 'b.'), { columns: 9, rows: 9 })
  expect(paintCells(row, true)).toBe('\x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[0m ')
  expect(paintCells(row, false)).toBe('\x1b[38;5;196;48;5;21m▀\x1b[0m ')
})
