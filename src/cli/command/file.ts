import { readFile } from 'node:fs/promises'
import { makeOwnDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Reads a file named on the command line. @throws FailureError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failed(`${path} cannot be read.`, error, 'Nothing was sent.')
  }
}

/** Writes a file atomically, readable only by its owner. @throws FailureError if it cannot be written. */
export function writeOwn(path: string, text: string, hint: string): void {
  try {
    writePrivate(path, text)
  } catch (error) {
    throw failed(`${path} cannot be written.`, error, hint)
  }
}

/** Creates a directory that only its owner can access. @throws FailureError if the directory cannot be created. */
export async function makeDirectory(path: string, hint: string): Promise<void> {
  try {
    makeOwnDirectory(path)
  } catch (error) {
    throw failed(`The directory ${path} cannot be created.`, error, hint)
  }
}

function failed(what: string, error: unknown, hint: string): FailureError {
  return new FailureError({ kind: 'refused', what, why: reasonOf(error), hint })
}
