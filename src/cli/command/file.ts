import { readFile } from 'node:fs/promises'
import { makeOwnDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Reads a file named on the command line. @throws FailureError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failed(`${path} cannot be read.`, error)
  }
}

/** Writes a file atomically, readable only by its owner. @throws FailureError if it cannot be written. */
export function writeOwn(path: string, text: string): void {
  try {
    writePrivate(path, text)
  } catch (error) {
    throw failed(`${path} cannot be written.`, error)
  }
}

/** Creates a directory that only its owner can access. @throws FailureError if the directory cannot be created. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    makeOwnDirectory(path)
  } catch (error) {
    throw failed(`${path} cannot be made.`, error)
  }
}

function failed(what: string, error: unknown): FailureError {
  const why = reasonOf(error)
  return new FailureError({ kind: 'refused', what, why, hint: 'Nothing more was sent.' })
}
