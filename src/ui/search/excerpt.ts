import { cut, strip } from '../../state/text/text.ts'

/** The beginning of a text on one line, and how much more there is. */
export function excerpt(text: string, columns: number): string {
  const lines = text.split('\n')
  const more = lines.length > 1 ? ` (${lines.length} lines)` : ''
  // A line may be a megabyte; nothing beyond this is seen.
  const first = lines.find(line => line.trim() !== '')?.slice(0, 400) ?? ''
  return cut(strip(first), Math.max(4, columns - more.length)) + more
}
