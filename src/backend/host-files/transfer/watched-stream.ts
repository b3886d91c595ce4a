import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Transform } from 'node:stream'
import { patientStream } from '../../transport/patient-stream.ts'

export interface WatchedStream {
  readonly stream: Transform
  /** Number of bytes passed through so far. */
  readonly size: () => number
}

/** A stream that passes bytes through, hashes them, reports progress, and fails if no data arrives for too long. */
export function watchedStream(
  host: string,
  hash: Hash,
  tell: (done: number) => void,
): WatchedStream {
  let done = 0
  const stream = patientStream(host, (chunk, passed) => {
    done = passed
    hash.update(chunk)
    tell(done)
  })
  return { stream, size: () => done }
}

/** The hash of the first `size` bytes of a file. More bytes can be added to the hash. */
export async function hashOf(path: string | Buffer, size: number): Promise<Hash> {
  const hash = createHash('sha256')
  if (size === 0) return hash
  for await (const chunk of createReadStream(path, { end: size - 1 })) hash.update(chunk)
  return hash
}

/** The checksum of a hash, in the format that the scripts print. */
export function sumOf(hash: Hash): string {
  return `sha256:${hash.copy().digest('hex')}`
}
