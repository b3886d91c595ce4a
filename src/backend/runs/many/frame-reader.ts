/** A frame: bytes of one of the runs whose output the reader program on a host prints, all on its stdout. */
export interface Frame {
  /** The number that fleetmux gave the run when it told the reader program to follow it. */
  readonly stream: number
  /**
   * `h`: header lines, which describe the run; `o`: standard output; `e`: standard error; `x`: why the run cannot be
   * read.
   */
  readonly kind: 'h' | 'o' | 'e' | 'x'
  readonly bytes: Buffer
}

/**
 * Maximum length of the first line of a frame (`N KIND LENGTH`: `stream`, `kind`, number of bytes that follow), in
 * bytes; with a longer one, `add` returns false.
 */
const HEAD = 64
/**
 * Maximum length of a frame of kind `x`, in bytes; with a longer one, `add` returns false. Such a frame (why a run
 * cannot be read) is held until it is complete.
 */
const REASON = 64 * 1024

/**
 * Splits the output of the reader program into frames. A part of a frame is passed on as soon as it arrives, but a
 * frame of kind `x` (why a run cannot be read) only as a whole.
 */
export function createFrameReader(take: (frame: Frame) => void): {
  /**
   * Parses the next bytes. Returns false if they are not frames: the caller then has to end the reader program, since
   * the rest of its output cannot be parsed.
   */
  add(bytes: Buffer): boolean
} {
  let head = Buffer.alloc(0)
  let open: { stream: number; kind: Frame['kind']; left: number; held: Buffer[] } | null = null

  function begin(line: string): boolean {
    const [, stream, kind, size] = /^(\d{1,9}) ([hoex]) (\d{1,9})$/.exec(line) ?? []
    if (kind !== 'h' && kind !== 'o' && kind !== 'e' && kind !== 'x') return false
    if (kind === 'x' && Number(size) > REASON) return false
    open = { stream: Number(stream), kind, left: Number(size), held: [] }
    return true
  }

  function pass(bytes: Buffer): void {
    if (!open) return
    open.left -= bytes.length
    const { stream, kind, held } = open
    if (kind === 'x') held.push(bytes)
    else take({ stream, kind, bytes })
    if (open.left > 0) return
    if (kind === 'x') take({ stream, kind, bytes: Buffer.concat(held) })
    open = null
  }

  return {
    add(bytes) {
      let rest = bytes
      while (rest.length > 0) {
        if (!open) {
          const at = rest.indexOf(10)
          head = Buffer.concat([head, at < 0 ? rest : rest.subarray(0, at)])
          if (head.length > HEAD) return false
          if (at < 0) return true
          rest = rest.subarray(at + 1)
          if (!begin(head.toString('latin1'))) return false
          head = Buffer.alloc(0)
          if (rest.length === 0) pass(rest)
          if (rest.length === 0) return true
        }
        const part = rest.subarray(0, open === null ? 0 : open.left)
        rest = rest.subarray(part.length)
        pass(part)
      }
      return true
    },
  }
}
