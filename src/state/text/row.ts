import { readEscapes } from './escape.ts'
import { eachGlyph, isPlain } from './glyph-width.ts'
import { restyle, type Style } from './style.ts'

/** One line as cells. A wide glyph is followed by an empty cell, its right half. */
export interface Row {
  readonly glyphs: readonly string[]
  readonly styles: readonly Style[]
}

// Most pieces of text are plain ASCII, for which this function takes a quarter of the time of `eachGlyph`.
const pushPlain = (glyphs: string[], styles: Style[], run: string, style: Style): void => {
  for (let at = 0; at < run.length; at++) {
    glyphs.push(run.charAt(at))
    styles.push(style)
  }
}

const push = (
  glyphs: string[],
  styles: Style[],
  glyph: string,
  cells: number,
  style: Style,
): void => {
  if (cells === 0) {
    // A glyph without cells is a combining mark: it is added to the last glyph. After a wide glyph, the last element is
    // the empty right half, so the glyph is the element before it.
    const last = glyphs.at(-1) === '' ? glyphs.length - 2 : glyphs.length - 1
    if (last >= 0) glyphs[last] += glyph
    return
  }
  glyphs.push(glyph)
  styles.push(style)
  if (cells === 2) {
    glyphs.push('')
    styles.push(style)
  }
}

/** The cells of a line of text and SGR. Anything else in it is dropped. */
export const toRow = (line: string): Row => {
  if (isPlain(line)) return { glyphs: line.split(''), styles: new Array(line.length).fill('') }
  const glyphs: string[] = []
  const styles: Style[] = []
  let style: Style = ''
  readEscapes(line, {
    text: run => {
      if (isPlain(run)) pushPlain(glyphs, styles, run, style)
      else eachGlyph(run, (glyph, cells) => push(glyphs, styles, glyph, cells, style))
    },
    sgr: parameters => {
      style = restyle(style, parameters)
    },
  })
  return { glyphs, styles }
}

/** At most `columns` cells from cell `from` on. Half of a wide glyph becomes a space. */
export const cutRow = (row: Row, from: number, columns: number): Row => {
  const glyphs = row.glyphs.slice(from, from + columns)
  const styles = row.styles.slice(from, from + columns)
  if (glyphs[0] === '') glyphs[0] = ' '
  if (glyphs.length > 0 && row.glyphs[from + columns] === '') glyphs[glyphs.length - 1] = ' '
  return { glyphs, styles }
}

/** The row as text and SGR. The style is reset at its end. */
export const fromRow = (row: Row): string => {
  let line = ''
  let style: Style = ''
  for (let at = 0; at < row.glyphs.length; at++) {
    const next = row.styles[at] ?? ''
    if (next !== style) line += next === '' ? '\x1b[0m' : `\x1b[${style === '' ? '' : '0;'}${next}m`
    style = next
    line += row.glyphs[at]
  }
  return style === '' ? line : `${line}\x1b[0m`
}
