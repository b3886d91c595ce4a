import { eachGlyph, isPlain } from './cell.ts'
import { readEscapes } from './escape.ts'
import { cutRow, fromRow, toRow } from './row.ts'

/** The text is read as it stands once the escapes are gone: an emoji and its skin tone may have one between them. */
const eachCell = (text: string, visit: (glyph: string, cells: number) => void): void => {
  let plain = ''
  readEscapes(text, {
    text: run => {
      plain += run
    },
    control: char => {
      if (/[\t-\r]/.test(char)) plain += ' '
    },
  })
  eachGlyph(plain, visit)
}

/**
 * Foreign text (names, titles, error texts) made fit to be shown on one line: no escapes, no
 * control characters, line ends and tabs as spaces, emoji in the form that every terminal draws.
 */
export const strip = (text: string): string => {
  if (isPlain(text)) return text
  let clean = ''
  eachCell(text, glyph => {
    clean += glyph
  })
  return clean
}

/** The cells that `strip(text)` takes on a terminal. */
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

/** At most `columns` cells of plain text; `ellipsis` (one cell or `''`) ends what was cut. */
export const cut = (text: string, columns: number, ellipsis = '…'): string => {
  if (width(text) <= columns) return strip(text)
  return columns < 1 ? '' : head(text, columns - width(ellipsis)) + ellipsis
}

/** Plain text with spaces after it (`end`) or before it (`start`), to at least `columns` cells. */
export const pad = (text: string, columns: number, spaces: 'start' | 'end' = 'end'): string => {
  const fill = ' '.repeat(Math.max(0, columns - width(text)))
  return spaces === 'end' ? strip(text) + fill : fill + strip(text)
}

/** Plain text in exactly `columns` cells: cut or padded. */
export const fit = (text: string, columns: number, spaces: 'start' | 'end' = 'end'): string =>
  pad(cut(text, columns), columns, spaces)

/**
 * Cells `from` to `from + columns` of a line of text and SGR. Needs no style before it and leaves
 * none; fewer cells where the line ends; half a wide character becomes a space.
 */
export const cutCells = (line: string, from: number, columns: number): string =>
  isPlain(line) ? line.slice(from, from + columns) : fromRow(cutRow(toRow(line), from, columns))
