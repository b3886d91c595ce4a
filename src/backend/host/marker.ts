import type { Readable } from 'node:stream'

/**
 * Waits for `marker` in a stream that nobody reads yet, and leaves the stream right behind it. What came
 * before (the chatter of somebody's shell start-up file) is dropped, and null returned. When the stream
 * ends without, its last 1000 bytes are.
 */
export function skipTo(marker: Buffer, stream: Readable): Promise<Buffer | null> {
  return new Promise(resolve => {
    let seen = Buffer.alloc(0)
    const done = (last: Buffer | null) => {
      stream.off('readable', look).off('end', none).off('close', none)
      resolve(last)
    }
    const none = () => done(seen)
    const look = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        seen = Buffer.concat([seen, chunk])
        const at = seen.indexOf(marker)
        if (at >= 0) {
          const rest = seen.subarray(at + marker.length)
          done(null)
          if (rest.length > 0) stream.unshift(rest)
          return
        }
        seen = seen.subarray(-1000)
      }
    }
    stream.on('readable', look).once('end', none).once('close', none)
    look()
  })
}
