import type { Style } from '../../state/text/style.ts'
import type { Cells } from './grid.ts'

/** Cells `from` to `to` (exclusive) of a row. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Up to this many unchanged cells between two changes are written again, since a cursor move needs as many bytes. */
const GAP = 6

const isSame = (a: Cells, b: Cells, x: number): boolean =>
  a.glyphs[x] === b.glyphs[x] && a.styles[x] === b.styles[x]

/** The spans in which `wanted` differs from `drawn`; the whole row if `drawn` is unknown. */
export const changedSpans = (drawn: Cells | undefined, wanted: Cells): Span[] => {
  const columns = wanted.glyphs.length
  if (!drawn) return [{ from: 0, to: columns }]
  const spans: Span[] = []
  let from = -1
  let to = -1
  for (let x = 0; x < columns; x++) {
    if (isSame(drawn, wanted, x)) continue
    if (from >= 0 && x - to > GAP) {
      spans.push({ from, to })
      from = -1
    }
    if (from < 0) from = x
    to = x + 1
  }
  return from < 0 ? spans : [...spans, { from, to }]
}

/** Glyphs with the same width in every terminal: Latin, Greek, Cyrillic, boxes, CJK, Hangul. */
const certain = /^[ -ʯͰ-֏Ḁ-⋿─-▟⺀-힣！-｠]$/

/** End of the cells to write: an unstyled blank tail up to the edge is erased with one sequence. */
const inkedEnd = (cells: Cells, { from, to }: Span): number => {
  if (to < cells.glyphs.length) return to
  let end = to
  while (end > from && cells.glyphs[end - 1] === ' ' && cells.styles[end - 1] === '') end--
  return to - end < 4 ? to : end
}

/** Writes a span at row `y`; `style` converts each style to one that the terminal supports. */
export const writeSpan = (
  y: number,
  cells: Cells,
  span: Span,
  style: (style: Style) => Style,
): string => {
  const end = inkedEnd(cells, span)
  let bytes = `\x1b[${y + 1};${span.from + 1}H`
  let current = ''
  for (let x = span.from; x < end; x++) {
    const glyph = cells.glyphs[x] ?? ' '
    const next = cells.styles[x] ?? ''
    if (next !== current) {
      const look = style(next)
      bytes += look === '' ? '\x1b[m' : `\x1b[0;${look}m`
      current = next
    }
    bytes +=
      glyph.length < 2 && (glyph < '\x7f' || certain.test(glyph)) ? glyph : risky(glyph, cells, x)
  }
  if (current !== '') bytes += '\x1b[m'
  return end < span.to ? `${bytes}\x1b[K` : bytes
}

// Writes a glyph whose width differs between terminals: blanks its cells, draws it, then moves the cursor to its end by
// an absolute column, so that nothing after it shifts.
const risky = (glyph: string, cells: Cells, x: number): string => {
  const isWide = cells.glyphs[x + 1] === ''
  const blank = isWide ? `  \x1b[${x + 1}G` : ''
  const next = x + (isWide ? 2 : 1)
  return next < cells.glyphs.length ? `${blank}${glyph}\x1b[${next + 1}G` : `${blank}${glyph}`
}
