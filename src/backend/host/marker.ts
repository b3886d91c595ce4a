import type { Readable } from 'node:stream'

/**
 * Waits for `marker` in a stream that nobody reads yet, and leaves the stream right behind it. What came
 * before (the chatter of somebody's shell start-up file) is dropped. False when the stream ends without.
 */
export function skipTo(marker: Buffer, stream: Readable): Promise<boolean> {
  return new Promise(resolve => {
    let seen = Buffer.alloc(0)
    const done = (found: boolean) => {
      stream.off('readable', look).off('end', none).off('close', none)
      resolve(found)
    }
    const none = () => done(false)
    const look = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        seen = Buffer.concat([seen, chunk])
        const at = seen.indexOf(marker)
        if (at >= 0) {
          const rest = seen.subarray(at + marker.length)
          done(true)
          if (rest.length > 0) stream.unshift(rest)
          return
        }
        seen = seen.subarray(-marker.length)
      }
    }
    stream.on('readable', look).once('end', none).once('close', none)
    look()
  })
}
