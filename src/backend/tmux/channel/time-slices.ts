import type { Readable } from 'node:stream'
import { monotonic } from '../../clock.ts'

/** If processing one chunk takes longer than MOMENT, at most 1/SHARE of the time is spent on the stream. */
const SHARE = 4
/** Processing time of a chunk, in milliseconds, above which the stream is throttled. */
const MOMENT = 1
/**
 * After a chunk of at least this many bytes, more data is probably waiting. Node would read up to 32 chunks in one turn
 * of the event loop.
 */
const LARGE = 16 * 1024

/**
 * Reads a stream chunk by chunk. After a chunk that is large or slow to process, the stream pauses so that other work
 * gets its turn; backpressure then slows the sender down. After `failed` was called, nothing more is read.
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
