import { readEscapes } from '../../../state/text/escape.ts'
import { restyle } from '../../../state/text/style.ts'
import { width as cellsOf } from '../../../state/text/text.ts'
import type { Evidence } from '../evidence.ts'
import { plainLine } from '../rule.ts'

/** Number of rows at the end of the screen that are searched for a cursor drawn by the program. */
const ROWS = 60
const REVERSED = /^(?:[1-5];)*7(?:;|$)/

/**
 * The number of non-empty rows below the row with the cursor; null: no cursor is shown. Some programs hide the
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

function hasDrawnCursor(line: string): boolean {
  return textBeforeCursor(line) !== null
}

/** The text before the cursor that a program has drawn: exactly one cell of the row is in reverse video. null: none. */
export function textBeforeCursor(line: string): string | null {
  if (!line.includes('7')) return null
  let style = ''
  let cells = 0
  let before = ''
  readEscapes(line, {
    text(text) {
      if (REVERSED.test(style)) cells += [...text].length
      else if (cells === 0) before += text
    },
    sgr(parameters) {
      style = restyle(style, parameters)
    },
  })
  return cells === 1 ? before : null
}

/** Whether the cursor is directly after the last text of the screen. */
export function isBehind(
  cursor: NonNullable<Evidence['cursor']>,
  lines: readonly string[],
): boolean {
  const last = lines.findLastIndex(line => plainLine(line) !== '')
  const cells = cellsOf(plainLine(lines[last] ?? ''))
  // If the last line is as wide as the pane, the spaces after it are in the next row, and the cursor is there too.
  const isWrapped = cursor.y === last + 1 && cursor.x > 0 && cursor.x <= 2
  return isWrapped || (cursor.y === last && cursor.x >= cells && cursor.x <= cells + 2)
}
