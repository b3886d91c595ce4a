import type { Readable } from 'node:stream'

/** Maximum length of a first line, in bytes; a longer one is not read. */
const LONGEST = 64 * 1024

/**
 * Reads the first line of a stream that has no other readers. The rest remains in the stream. Resolves with null if the
 * stream ends first or the line is too long.
 */
export function readLine(stream: Readable): Promise<string | null> {
  return new Promise(resolve => {
    let seen = Buffer.alloc(0)
    const done = (line: string | null) => {
      stream.off('readable', look).off('end', none).off('close', none)
      resolve(line)
    }
    const none = () => done(null)
    const look = () => {
      for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
        seen = Buffer.concat([seen, chunk])
        const at = seen.indexOf(10)
        if (at < 0 && seen.length <= LONGEST) continue
        const rest = seen.subarray(at + 1)
        done(at < 0 ? null : seen.toString('utf8', 0, at))
        if (at >= 0 && rest.length > 0) stream.unshift(rest)
        return
      }
    }
    stream.on('readable', look).once('end', none).once('close', none)
    look()
  })
}
