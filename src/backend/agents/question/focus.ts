import { readEscapes } from '../../../state/text/escape.ts'
import { restyle } from '../../../state/text/style.ts'
import type { Evidence } from '../evidence.ts'
import { plainLine } from '../rule.ts'

/** A drawn cursor is searched in this many last rows. */
const ROWS = 60
const REVERSED = /^(?:[1-5];)*7(?:;|$)/

/**
 * The number of non-empty rows below the row that takes the keyboard; null: no cursor is shown. Some programs hide the
 * terminal's cursor and draw their own: one cell in reverse video.
 */
export function rowsBelowFocus({
  cursor,
  lines,
}: Pick<Evidence, 'cursor' | 'lines'>): number | null {
  const at = cursor?.visible ? cursor.y : lastDrawn(lines)
  if (at < 0) return null
  return lines.slice(at + 1).filter(line => plainLine(line) !== '').length
}

function lastDrawn(lines: readonly string[]): number {
  for (let at = lines.length - 1; at >= Math.max(0, lines.length - ROWS); at--)
    if (hasDrawnCursor(lines[at] ?? '')) return at
  return -1
}

/** Whether exactly one cell of the row is in reverse video. */
function hasDrawnCursor(line: string): boolean {
  if (!line.includes('7')) return false
  let style = ''
  let cells = 0
  readEscapes(line, {
    text(text) {
      if (REVERSED.test(style)) cells += [...text].length
    },
    sgr(parameters) {
      style = restyle(style, parameters)
    },
  })
  return cells === 1
}
