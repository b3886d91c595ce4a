import type { Screen } from '../../state/model/live-pane.ts'
import { clean } from '../../state/text/clean.ts'
import { fromRow, type Row, toRow } from '../../state/text/row.ts'

/** Carriage return as tmux writes it in a report of output. */
const RETURN = '\\015'

/**
 * Reads a text that a pane has printed, as tmux reports it: control characters and backslashes as octal numbers, bytes
 * as latin1. Returns null for everything but printable characters, which a carriage return may precede.
 */
export function readPrinted(reported: string): string | null {
  const isReturned = reported.startsWith(RETURN)
  const bytes = isReturned ? reported.slice(RETURN.length) : reported
  if (bytes === '' || bytes.includes('\\')) return null
  const text = clean(Buffer.from(bytes, 'latin1').toString('utf8'))
  // `text` differs from the bytes if they begin or end within a character, or if `clean` has removed one. Then the
  // printed text is not drawn before the next capture.
  if (Buffer.from(text).toString('latin1') !== bytes) return null
  return isReturned ? `\r${text}` : text
}

/**
 * The screen after a text (see `readPrinted`) was printed at the cursor. Returns null if tmux may draw it otherwise:
 * without a visible cursor, at the end of a row, beside colours or wide characters.
 */
export function withPrinted(screen: Screen, printed: string): Screen | null {
  const { cursor, lines, width } = screen
  const text = printed.replace(/^\r/, '')
  const { glyphs } = toRow(text)
  const isNarrow = glyphs.length === [...text].length && glyphs.join('') === text
  if (!cursor || !isNarrow || glyphs.includes('')) return null
  const x = printed === text ? cursor.x : 0
  const end = x + glyphs.length
  const row = toRow(lines[cursor.y] ?? '')
  if (end >= width || !isUncoloured(row, x - 1, end + 1)) return null
  const drawn = Array.from({ length: Math.max(end, row.glyphs.length) }, (_, at) =>
    at < x || at >= end ? (row.glyphs[at] ?? ' ') : (glyphs[at - x] ?? ' '),
  )
  const line = fromRow({ glyphs: drawn, styles: drawn.map((_, at) => row.styles[at] ?? '') })
  const before = Array.from(
    { length: Math.max(lines.length, cursor.y + 1) },
    (_, at) => lines[at] ?? '',
  )
  return { ...screen, lines: before.with(cursor.y, line), cursor: { x: end, y: cursor.y } }
}

/** Whether the cells from `from` to before `to` have neither colours nor halves of wide characters. */
function isUncoloured({ glyphs, styles }: Row, from: number, to: number): boolean {
  const start = Math.max(0, from)
  return (
    styles.slice(start, to).every(style => style === '') && !glyphs.slice(start, to).includes('')
  )
}
