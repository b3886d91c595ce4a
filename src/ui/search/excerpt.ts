import { cut, strip } from '../../state/text/text.ts'

/** The first non-empty line of a text, and the number of lines if there are several. */
export function excerpt(text: string, columns: number): string {
  const lines = text.split('\n')
  const more = lines.length > 1 ? ` (${lines.length} lines)` : ''
  // Reads only the start of the line: the line may be a megabyte long, and the rest is never visible.
  const first = lines.find(line => line.trim() !== '')?.slice(0, 400) ?? ''
  return cut(strip(first), Math.max(4, columns - more.length)) + more
}
