/** Nobody says more than this in one line, in characters: the longest is a text of 1 MiB, quoted. */
const LONGEST = 16 * 1024 * 1024

interface JsonLines {
  readonly values: readonly unknown[]
  /** A line that is no JSON, or too long: nothing after it can be trusted to be one. */
  readonly isBroken: boolean
}

/** Reads JSON lines, cut anywhere. Pure: it knows no socket. */
export function createJsonLines(): (chunk: string) => JsonLines {
  // Pieces of the line that is not whole yet; put together once, when its end comes.
  let pieces: string[] = []
  let length = 0

  return chunk => {
    const [first = '', ...others] = chunk.split('\n')
    pieces.push(first)
    length += first.length
    if (length > LONGEST) return { values: [], isBroken: true }
    if (others.length === 0) return { values: [], isBroken: false }
    const last = others.pop() ?? ''
    const lines = [pieces.join(''), ...others]
    pieces = [last]
    length = last.length
    return toValues(lines, length > LONGEST)
  }
}

function toValues(lines: readonly string[], isTooLong: boolean): JsonLines {
  const values: unknown[] = []
  for (const line of lines) {
    const value = line.length > LONGEST ? undefined : parse(line)
    if (value === undefined) return { values, isBroken: true }
    values.push(value)
  }
  return { values, isBroken: isTooLong }
}

/** undefined is no value of JSON. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
