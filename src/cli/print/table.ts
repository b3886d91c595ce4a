import { cut, pad, strip, width } from '../../state/text/text.ts'
import type { Terminal } from '../command/context.ts'

/**
 * A table. On a terminal: aligned by cell width below the titles, and cut at the edge of the terminal. For a program:
 * columns separated by tabs, not cut, without titles. Without rows, nothing.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  terminal: Pick<Terminal, 'stdout' | 'columns'>,
): string[] {
  if (!terminal.stdout) return rows.map(row => row.map(strip).join('\t'))
  if (rows.length === 0) return []
  const all = [titles, ...rows]
  const widths = titles.map((_, column) => Math.max(...all.map(row => width(row[column] ?? ''))))
  return all.map(row => {
    const line = row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ')
    return cut(line.trimEnd(), terminal.columns)
  })
}
