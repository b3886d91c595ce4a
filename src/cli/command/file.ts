import { mkdir, readFile } from 'node:fs/promises'
import { writePrivate } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** A file that a person has named. @throws FailureError where it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failed(`${path} cannot be read.`, error)
  }
}

/** Puts a file there as a whole, for its owner's eyes alone. @throws FailureError where it cannot be written. */
export function writeOwn(path: string, text: string): void {
  try {
    writePrivate(path, text)
  } catch (error) {
    throw failed(`${path} cannot be written.`, error)
  }
}

/** For its owner alone. @throws FailureError where it cannot be made. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw failed(`${path} cannot be made.`, error)
  }
}

function failed(what: string, error: unknown): FailureError {
  const why = reasonOf(error)
  return new FailureError({ kind: 'refused', what, why, hint: 'Nothing more was sent.' })
}
