import type { Readable } from 'node:stream'
import { monotonic } from '../clock.ts'

/** Reading one stream takes at most one part in so many of the time, once a piece takes longer than a moment. */
const SHARE = 4
/** A moment, in milliseconds. */
const MOMENT = 1
/** Bytes of a piece behind which more is surely waiting. Node reads up to 32 pieces in one turn of the event loop. */
const LARGE = 16 * 1024

/**
 * Reads a stream piece by piece. Behind a piece that is large, or takes long to read, others get a turn of the event
 * loop or more: a flood is slowed down by the stream's own backpressure. After `failed` no more is read.
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
