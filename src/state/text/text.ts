import { withoutEscapes } from './escape.ts'
import { eachGlyph, isPlain } from './glyph-width.ts'
import { cutRow, fromRow, toRow } from './row.ts'

/**
 * Visits the glyphs of a text without its escapes. Escapes are removed first, since one may be inside a joined emoji.
 */
const eachCell = (text: string, visit: (glyph: string, cells: number) => void): void =>
  eachGlyph(withoutEscapes(text), visit)

/**
 * Makes foreign text (names, titles, errors) safe for one line: no escapes, no control characters, line ends and tabs
 * as spaces, and emoji in a form that every terminal draws alike.
 */
export const strip = (text: string): string => {
  if (isPlain(text)) return text
  let clean = ''
  eachCell(text, glyph => {
    clean += glyph
  })
  return clean
}

/** The width of `strip(text)` in cells. */
export const width = (text: string): number => {
  if (isPlain(text)) return text.length
  let cells = 0
  eachCell(text, (_, more) => {
    cells += more
  })
  return cells
}

const head = (text: string, columns: number): string => {
  let part = ''
  let used = 0
  let full = false
  eachCell(text, (glyph, cells) => {
    full ||= used + cells > columns
    if (full) return
    part += glyph
    used += cells
  })
  return part
}

/** Cuts plain text to `columns` cells. `ellipsis` (one cell or `''`) ends a text that was cut. */
export const cut = (text: string, columns: number, ellipsis = '…'): string => {
  if (width(text) <= columns) return strip(text)
  return columns < 1 ? '' : head(text, columns - width(ellipsis)) + ellipsis
}

/** Pads plain text to at least `columns` cells, with spaces after it (`end`) or before it (`start`). */
export const pad = (text: string, columns: number, spaces: 'start' | 'end' = 'end'): string => {
  const fill = ' '.repeat(Math.max(0, columns - width(text)))
  return spaces === 'end' ? strip(text) + fill : fill + strip(text)
}

/** Cuts or pads plain text to exactly `columns` cells. */
export const fit = (text: string, columns: number, spaces: 'start' | 'end' = 'end'): string =>
  pad(cut(text, columns), columns, spaces)

/**
 * Cells `from` to `from + columns` of a line of text and SGR. The result needs no style before it and leaves none. Half
 * of a wide glyph becomes a space.
 */
export const cutCells = (line: string, from: number, columns: number): string =>
  isPlain(line) ? line.slice(from, from + columns) : fromRow(cutRow(toRow(line), from, columns))
