import type { Readable } from 'node:stream'
import { monotonic } from '../clock.ts'

/** Reading one stream takes at most one part in so many of the time, once a piece takes longer than a moment. */
const SHARE = 4
/** A moment, in milliseconds. */
const MOMENT = 1

/**
 * Reads a stream piece by piece, with a turn of the event loop between two: who floods is slowed down by the
 * stream's own backpressure, and takes no more than its share from everybody else. After `failed` no more is read.
 */
export function readInSlices(
  stream: Readable,
  take: (piece: Buffer) => void,
  failed: (error: unknown) => void,
): void {
  stream.on('data', (piece: Buffer) => {
    stream.pause()
    const start = monotonic()
    try {
      take(piece)
    } catch (error) {
      failed(error)
      return
    }
    const took = monotonic() - start
    const resume = () => void stream.resume()
    if (took < MOMENT) setImmediate(resume)
    else setTimeout(resume, took * (SHARE - 1))
  })
}
