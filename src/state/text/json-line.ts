/** Characters of a line; longer ones hold pictures or whole files, and no figures. */
const LONGEST_LINE = 2 << 20

/** The value of one line of JSON; null: it is none, or too long. */
export function parseLine(line: string, longest = LONGEST_LINE): unknown {
  if (line.length > longest || line === '') return null
  try {
    return JSON.parse(line)
  } catch (thrown) {
    // Cut at its end, or still being written.
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}
