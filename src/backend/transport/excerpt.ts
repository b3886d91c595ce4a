/** Number of lines kept from the beginning and from the end of an output: enough for an error message. */
const LINES = 40
/** Number of characters kept of each line of an output; the rest of the line is dropped. */
const LONGEST = 400

/**
 * Shortens the output of another program before patterns search it: for some patterns the time grows with the square of
 * a line's length. Control characters become spaces, so that the text can be quoted safely.
 */
export function excerpt(text: string): string {
  const most = LINES * LONGEST
  const part = text.length > 2 * most ? `${text.slice(0, most)}\n${text.slice(-most)}` : text
  const lines = part.split('\n')
  const kept = lines.length > 2 * LINES ? [...lines.slice(0, LINES), ...lines.slice(-LINES)] : lines
  return kept.map(line => line.slice(0, LONGEST).replace(/\p{C}/gu, ' ').trimEnd()).join('\n')
}
