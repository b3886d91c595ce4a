import type { Readable } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'

/** Bytes that may come before the marker: more than any start-up file has to say. */
const PREAMBLE_LIMIT = 4 << 20

/**
 * Waits for `marker` in a stream that nobody reads yet, and leaves the stream right behind it. What came
 * before (the chatter of somebody's shell start-up file) is dropped, and `done` resolves with null. When the
 * stream ends without, with its last 1000 bytes. Rejects where more comes than any start-up file prints.
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
  /** The last of what has come so far. */
  printed(): string
}

function endless(): FailureError {
  return new FailureError({
    kind: 'remote',
    what: `More than ${PREAMBLE_LIMIT >> 20} MiB came before the command was started.`,
    now: 'Look at what the start-up files of the login shell there print.',
  })
}
