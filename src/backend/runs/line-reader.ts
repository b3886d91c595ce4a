import type { Line } from '../../state/runs/reader/run-reader.ts'

/** Maximum length of a line in bytes; longer lines are split. */
const LONGEST = 64 * 1024 * 1024

/**
 * Splits a stream into lines, each with the byte offset of its end. Keeps incomplete lines and characters until the
 * rest arrives.
 */
export function createLineReader(
  source: Line['source'],
  from: number,
  take: (line: Line) => void,
): {
  add(bytes: Buffer): void
  flush(): void
  /** The byte offset of the end of the last line. */
  readonly end: number
  /** The byte offset up to which the stream was read, including an incomplete line. */
  readonly read: number
} {
  let parts: Buffer[] = []
  let held = 0
  let end = from

  function give(last: Buffer, ends: number): void {
    const bytes = parts.length > 0 ? Buffer.concat([...parts, last]) : last
    parts = []
    held = 0
    end += bytes.length + ends
    take({ source, text: bytes.toString('utf8').replace(/\r$/, ''), end })
  }

  function keep(rest: Buffer): void {
    if (rest.length === 0) return
    parts.push(rest)
    held += rest.length
    if (held > LONGEST) give(Buffer.alloc(0), 0)
  }

  return {
    add(bytes) {
      let from = 0
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
        give(bytes.subarray(from, at), 1)
        from = at + 1
      }
      keep(bytes.subarray(from))
    },
    /** Emits the incomplete last line. Called at the end of the stream. */
    flush() {
      if (held > 0) give(Buffer.alloc(0), 0)
    },
    get end() {
      return end
    },
    get read() {
      return end + held
    },
  }
}
