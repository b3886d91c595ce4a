import type { Readable } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'

/**
 * Maximum bytes of output of start-up files before our marker; with more, the command fails. No start-up file prints
 * that much.
 */
const PREAMBLE_LIMIT = 4 << 20

/**
 * Waits for `marker` in a stream that has no other readers, and leaves the stream right behind the marker. Output
 * before the marker (of shell start-up files) is dropped, and `done` resolves with null. If the stream ends without the
 * marker, `done` resolves with the last 1000 bytes. Rejects if more than `PREAMBLE_LIMIT` bytes come before the marker.
 */
export function skipPreamble(marker: Buffer, stream: Readable): Preamble {
  let seen = Buffer.alloc(0)
  const done = new Promise<Buffer | null>((resolve, reject) => {
    let passed = 0
    const leave = () => stream.off('readable', look).off('end', none).off('close', none)
    const done = (last: Buffer | null) => {
      leave()
      resolve(last)
    }
    const none = () => done(seen)
    const look = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        passed += chunk.length
        seen = Buffer.concat([seen, chunk])
        const at = seen.indexOf(marker)
        if (at >= 0) {
          const rest = seen.subarray(at + marker.length)
          done(null)
          if (rest.length > 0) stream.unshift(rest)
          return
        }
        seen = seen.subarray(-1000)
        if (passed > PREAMBLE_LIMIT) {
          leave()
          reject(endless())
          return
        }
      }
    }
    stream.on('readable', look).once('end', none).once('close', none)
    look()
  })
  return { done, printed: () => seen.toString() }
}

export interface Preamble {
  readonly done: Promise<Buffer | null>
  /** The last 1000 bytes read so far of what start-up files printed before our marker. */
  printed(): string
}

function endless(): FailureError {
  return new FailureError({
    kind: 'remote',
    what: `The host printed more than ${PREAMBLE_LIMIT >> 20} MiB before the command started.`,
    hint: 'On the host, check what the start-up files of the login shell print.',
  })
}
