import { cutCells, width } from '../../state/text/text.ts'
import type { PaneSnapshot } from './pane-snapshot.ts'

/** The line up to the cursor, including the rows above that belong to it if it was wrapped. */
export function wrappedLine({
  rows,
  cursor,
  size,
}: Pick<PaneSnapshot, 'rows' | 'cursor' | 'size'>): string {
  const columns = Number.parseInt(size, 10)
  const own = cutCells(rows[cursor.y] ?? '', 0, cursor.x)
  // tmux omits spaces at the end of a row.
  let line = own + ' '.repeat(Math.max(0, cursor.x - width(own)))
  for (let y = cursor.y - 1; y >= 0; y--) {
    const row = rows[y] ?? ''
    // A wide character that did not fit into the row leaves one cell empty.
    if (width(row) < columns - 1) break
    line = row + line
  }
  return line
}
