import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Maximum bytes of a local file for which `limit` sets no other maximum: far more than any file written by hand. */
const PLAIN_FILE_LIMIT = 32 << 20

export interface PlainFileOptions {
  /** A sentence that follows the advice in the hint of the failure, if the file cannot be read. */
  readonly note?: string
  /** Maximum size of the file in bytes; a larger file is refused. */
  readonly limit?: number
}

/**
 * The text of a file; null if it does not exist. A path that would block or never end (a fifo, a device) is refused.
 * @throws FailureError with the path and the reason.
 */
export function readPlainFile(path: string, options: PlainFileOptions = {}): string | null {
  const { note, limit = PLAIN_FILE_LIMIT } = options
  try {
    return readText(path, limit)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw new FailureError({
      kind: 'refused',
      what: `${path} cannot be read.`,
      why: reasonOf(thrown),
      hint: [adviceFor(thrown, path), note].filter(Boolean).join(' '),
    })
  }
}

class UnfitFileError extends Error {
  readonly advice: string

  constructor(why: string, advice: string) {
    super(why)
    this.advice = advice
  }
}

function adviceFor(thrown: unknown, path: string): string {
  if (thrown instanceof UnfitFileError) return thrown.advice
  return codeOf(thrown) === 'EACCES'
    ? `Give your user the right to read the file and to enter its directories: \`ls -ld ${path}\` shows who may read it.`
    : `Check the file: \`ls -ld ${path}\`.`
}

function readText(path: string, limit: number): string {
  // O_NONBLOCK, because opening a fifo would otherwise wait for a writer.
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants
  const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
  try {
    if (!fstatSync(file).isFile())
      throw new UnfitFileError('it is not a regular file', 'Put a regular file at this path.')
    return readAll(file, limit).toString('utf8')
  } finally {
    closeSync(file)
  }
}

/** Reads the whole file. Counts the bytes while reading, since files in /proc report no size. */
function readAll(file: number, limit: number): Buffer {
  const chunks: Buffer[] = []
  for (let size = 0; ; ) {
    const chunk = Buffer.alloc(64 << 10)
    const count = readSync(file, chunk)
    if (count === 0) return Buffer.concat(chunks)
    size += count
    if (size > limit)
      throw new UnfitFileError(
        `it is larger than ${limit >> 20} MiB`,
        'fleetmux reads no larger file here: make it smaller.',
      )
    chunks.push(chunk.subarray(0, count))
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
}
