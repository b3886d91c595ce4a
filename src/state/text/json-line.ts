import { parseJson } from './parse-json.ts'

/** Maximum length of a line in characters. Longer lines contain pictures or whole files, but no needed values. */
const LONGEST_LINE = 2 << 20

/** The value of one line of JSON; null: not JSON (truncated, or still being written), or too long. */
export function parseLine(line: string, longest = LONGEST_LINE): unknown {
  return line.length > longest ? null : (parseJson(line) ?? null)
}
