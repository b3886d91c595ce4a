import type { Line } from '../../state/runs/reader/run-reader.ts'
import { createLineReader } from './line-reader.ts'

/**
 * The byte range of a stream that the host has discarded because the run printed too much; empty if `from` equals `to`.
 */
export interface Gap {
  readonly from: number
  readonly to: number
}

/**
 * This many zero bytes in a row are not output of an agent. They are a gap: the host discarded a part of the file after
 * the reader had opened it.
 */
const ZEROS = Buffer.alloc(256)

/**
 * Splits a stream into lines across the gap, the byte range that the host has discarded. Lines that are cut by the
 * start or end of the gap are dropped; one line reports the number of lost bytes. `overtaken` is called if zero bytes
 * show that the host has discarded another range since reading began; it returns whether the stream is read again.
 */
export function createGapReader(
  from: number,
  gap: Gap,
  to: { readonly take: (line: Line) => void; readonly overtaken: () => boolean },
): {
  add(bytes: Buffer): void
  /** The byte offset up to which the stream was read, including an incomplete line. */
  readonly read: number
} {
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

  /** Skips the rest of the line in which the discarded byte range ends. */
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
    get read() {
      return place
    },
  }
}
