import type { Style } from '../../state/text/style.ts'

/** A row of a screen, always as long as the screen is wide. */
export interface Cells {
  readonly glyphs: string[]
  readonly styles: Style[]
}

export const blankCells = (columns: number): Cells => ({
  glyphs: new Array<string>(columns).fill(' '),
  styles: new Array<Style>(columns).fill(''),
})

export const copyCells = (cells: Cells): Cells => ({
  glyphs: cells.glyphs.slice(),
  styles: cells.styles.slice(),
})

/**
 * Called before cells `from` to `to` (exclusive) are overwritten: blanks the other half of a wide glyph at either end.
 */
export const split = ({ glyphs }: Cells, from: number, to: number): void => {
  if (glyphs[from] === '' && from > 0) glyphs[from - 1] = ' '
  if (glyphs[to] === '') glyphs[to] = ' '
}

/** Overwrites cells `from` to `to` with plain spaces. */
export const erase = (cells: Cells, from: number, to: number): void => {
  split(cells, from, to)
  cells.glyphs.fill(' ', from, to)
  cells.styles.fill('', from, to)
}
