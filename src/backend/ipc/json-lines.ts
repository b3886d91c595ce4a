/** Prefix of a piece whose line continues in the next piece. JSON never begins with it. */
export const CONTINUES = '+'
/** Maximum characters of one piece. Longer lines are sent in several pieces, so that no buffer grows with them. */
export const PIECE_LENGTH = 64 * 1024
/**
 * Maximum characters of a line; the socket is closed after a longer one. The longest line that fleetmux sends is a
 * scrollback of 16 MiB as a JSON string.
 */
const LONGEST = 128 * 1024 * 1024

interface JsonLines {
  readonly values: readonly unknown[]
  /** Whether a line is too long or not JSON, so that nothing after it can be trusted. */
  readonly isBroken: boolean
}

/** Parses JSON lines, whole or in pieces, from chunks that may end anywhere. Uses no sockets. */
export function createJsonLines(): (chunk: string) => JsonLines {
  // `parts`: chunks of a piece whose end has not arrived yet. `pieces`: earlier pieces of the same line, which are
  // joined when the last piece of the line arrives.
  let parts: string[] = []
  let partLength = 0
  let pieces: string[] = []
  let length = 0

  function take(piece: string): readonly unknown[] | null {
    length += piece.length
    if (length > LONGEST) return null
    if (piece.startsWith(CONTINUES)) {
      pieces.push(piece.slice(CONTINUES.length))
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
        const read = piece.length > 2 * PIECE_LENGTH ? null : take(piece)
        if (!read) return { values, isBroken: true }
        values.push(...read)
      }
      parts = [last]
      partLength = last.length
    }
    return { values, isBroken: partLength > 2 * PIECE_LENGTH }
  }
}

/** Parses JSON. Returns undefined, which is not a JSON value, on an error. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
