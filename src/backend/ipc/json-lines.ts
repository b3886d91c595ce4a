/** Stands before a piece behind which the line goes on; JSON never begins so. */
export const MORE = '+'
/** Characters of one piece: a line that is longer goes in several, so that no buffer grows with it. */
export const PIECE = 64 * 1024
/** Nobody says more than this at once, in characters: the longest is a scrollback of 16 MiB, quoted. */
const LONGEST = 128 * 1024 * 1024

interface JsonLines {
  readonly values: readonly unknown[]
  /** A line that is no JSON, or too long: nothing after it can be trusted to be one. */
  readonly isBroken: boolean
}

/** Reads JSON lines, whole or in pieces, cut anywhere. Pure: it knows no socket. */
export function createJsonLines(): (chunk: string) => JsonLines {
  // Parts of the piece that is not whole yet, and the pieces of the line before it; joined once, at their end.
  let parts: string[] = []
  let partLength = 0
  let pieces: string[] = []
  let length = 0

  function take(piece: string): readonly unknown[] | null {
    length += piece.length
    if (length > LONGEST) return null
    if (piece.startsWith(MORE)) {
      pieces.push(piece.slice(MORE.length))
      return []
    }
    const value = parse(pieces.length === 0 ? piece : [...pieces, piece].join(''))
    pieces = []
    length = 0
    return value === undefined ? null : [value]
  }

  return chunk => {
    const values: unknown[] = []
    const [first = '', ...others] = chunk.split('\n')
    parts.push(first)
    partLength += first.length
    const last = others.pop()
    if (last !== undefined) {
      for (const piece of [parts.join(''), ...others]) {
        const read = piece.length > 2 * PIECE ? null : take(piece)
        if (!read) return { values, isBroken: true }
        values.push(...read)
      }
      parts = [last]
      partLength = last.length
    }
    return { values, isBroken: partLength > 2 * PIECE }
  }
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
