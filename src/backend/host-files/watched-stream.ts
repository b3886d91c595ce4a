import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Transform } from 'node:stream'
import { patientStream } from '../transport/patient-stream.ts'

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
  const stream = patientStream(host, (chunk, passed) => {
    done = passed
    hash.update(chunk)
    tell(done)
  })
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
