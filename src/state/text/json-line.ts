import { parseJson } from './parse-json.ts'

/** Characters of a line; longer ones hold pictures or whole files, and no figures. */
const LONGEST_LINE = 2 << 20

/** The value of one line of JSON; null: it is none (cut at its end, or still being written), or too long. */
export function parseLine(line: string, longest = LONGEST_LINE): unknown {
  return line.length > longest ? null : (parseJson(line) ?? null)
}
