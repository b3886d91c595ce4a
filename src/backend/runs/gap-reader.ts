import type { Line } from '../../state/runs/reader/run-reader.ts'
import { createLineReader } from './line-reader.ts'

/** From which byte of a stream to which one nothing is left on its host; the same: all is there. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** So many zeros in a row are no output of an agent, but what a reader finds that a gap has overtaken. */
const ZEROS = Buffer.alloc(256)

/**
 * Cuts a stream into lines, over a gap that it has: the line that is cut by its beginning is lost with it, and so is the
 * rest of the one in which it ends. What is lost is a line of its own. `overtaken`: this seems to be read from a gap that was
 * made since reading began; whether it is, and has to be read anew.
 */
export function createGapReader(
  from: number,
  gap: Gap,
  to: { readonly take: (line: Line) => void; readonly overtaken: () => boolean },
): { add(bytes: Buffer): void } {
  let place = from
  let known = from
  let isSkipping = false
  let reader = createLineReader('stdout', from, take)

  function take(line: Line): void {
    known = line.end
    to.take(line)
  }

  function jump(): void {
    place = gap.to
    isSkipping = true
  }

  /** Up to the end of the line in which the gap ends. */
  function skip(bytes: Buffer): Buffer {
    const at = bytes.indexOf(10)
    place += at < 0 ? bytes.length : at + 1
    if (at < 0) return Buffer.alloc(0)
    isSkipping = false
    reader = createLineReader('stdout', place, take)
    take({ source: 'stdout', text: '', end: place, lost: place - known })
    return bytes.subarray(at + 1)
  }

  if (place >= gap.from && place < gap.to) jump()
  return {
    add(bytes) {
      if (bytes.includes(ZEROS) && to.overtaken()) return
      let rest = bytes
      if (!isSkipping && place < gap.from) {
        const before = rest.subarray(0, gap.from - place)
        place += before.length
        reader.add(before)
        rest = rest.subarray(before.length)
        if (place === gap.from && gap.to > gap.from) jump()
      }
      if (isSkipping) rest = skip(rest)
      place += rest.length
      reader.add(rest)
    },
  }
}
