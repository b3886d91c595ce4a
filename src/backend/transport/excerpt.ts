/** Lines from the beginning and from the end, and characters of each, in which a program says what is wrong. */
const LINES = 40
const LONGEST = 400

/**
 * What another program said, as far as it is read: patterns go over it, and of some the work grows with the
 * square of a line. Control characters are spaces, so that what is cited of it is text.
 */
export function excerpt(text: string): string {
  const most = LINES * LONGEST
  const part = text.length > 2 * most ? `${text.slice(0, most)}\n${text.slice(-most)}` : text
  const lines = part.split('\n')
  const kept = lines.length > 2 * LINES ? [...lines.slice(0, LINES), ...lines.slice(-LINES)] : lines
  return kept.map(line => line.slice(0, LONGEST).replace(/\p{C}/gu, ' ').trimEnd()).join('\n')
}
