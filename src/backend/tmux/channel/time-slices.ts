import type { Readable } from 'node:stream'
import { monotonic } from '../../clock.ts'

/** A stream is read for at most 1/SHARE of the time when one chunk takes longer than MOMENT. */
const SHARE = 4
/** Milliseconds. */
const MOMENT = 1
/** A chunk of this many bytes probably has more behind it. Node reads up to 32 chunks in one turn of the event loop. */
const LARGE = 16 * 1024

/**
 * Reads a stream chunk by chunk. After a chunk that is large or slow to process, the stream pauses so that other work
 * gets its turn; backpressure then slows the sender down. After `failed` nothing more is read.
 */
export function readInSlices(
  stream: Readable,
  take: (piece: Buffer) => void,
  failed: (error: unknown) => void,
): void {
  stream.on('data', (piece: Buffer) => {
    const start = monotonic()
    try {
      take(piece)
    } catch (error) {
      stream.pause()
      failed(error)
      return
    }
    const took = monotonic() - start
    if (took < MOMENT && piece.length < LARGE) return
    stream.pause()
    const resume = () => void stream.resume()
    if (took < MOMENT) setImmediate(resume)
    else setTimeout(resume, took * (SHARE - 1))
  })
}
