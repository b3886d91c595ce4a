import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Transform } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'

/** Milliseconds without a byte after which a transfer is given up; all of it may take as long as it takes. */
const PATIENCE = 60_000

export interface WatchedStream {
  readonly stream: Transform
  /** Bytes that have passed. */
  readonly size: () => number
}

/** Passes bytes on, adds them to a sum, tells how far it is, and breaks when none come for a long while. */
export function watchedStream(
  host: string,
  hash: Hash,
  tell: (done: number) => void,
): WatchedStream {
  let done = 0
  const late = () => stream.destroy(stalled(host))
  let timer = setTimeout(late, PATIENCE)
  const stream: Transform = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      clearTimeout(timer)
      timer = setTimeout(late, PATIENCE)
      done += chunk.length
      hash.update(chunk)
      tell(done)
      next(null, chunk)
    },
  })
  stream.once('close', () => clearTimeout(timer))
  return { stream, size: () => done }
}

/** The sum of the first bytes of a file, which may be continued. */
export async function hashOf(path: string, size: number): Promise<Hash> {
  const hash = createHash('sha256')
  if (size === 0) return hash
  for await (const chunk of createReadStream(path, { end: size - 1 })) hash.update(chunk)
  return hash
}

/** As the scripts write it. */
export function sumOf(hash: Hash): string {
  return `sha256:${hash.copy().digest('hex')}`
}

function stalled(host: string): FailureError {
  const what = 'The transfer stood still.'
  return new FailureError({ kind: 'late', host, what, why: `no byte in ${PATIENCE / 1000} s` })
}
