import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
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
export async function hashOf(
  file: string | Buffer | FileHandle | undefined,
  size: number,
): Promise<Hash> {
  const hash = createHash('sha256')
  if (size === 0 || file === undefined) return hash
  const part = { start: 0, end: size - 1 }
  const bytes =
    typeof file === 'string' || Buffer.isBuffer(file)
      ? createReadStream(file, part)
      : createReadStream('', { ...part, fd: file.fd, autoClose: false })
  for await (const chunk of bytes) hash.update(chunk)
  return hash
}

/** The checksum of a hash, in the format that the scripts print. */
export function sumOf(hash: Hash): string {
  return `sha256:${hash.copy().digest('hex')}`
}

/** The note about a copy whose hash could not be compared. */
export const UNVERIFIED =
  'The copy could not be verified: the host has no program for SHA-256 checksums.'
