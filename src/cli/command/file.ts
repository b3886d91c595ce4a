import { readFile } from 'node:fs/promises'
import { fileReason } from '../../disk/file-reason.ts'
import { makeOwnDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Reads a file with a text to send, which the command line names. @throws FailureError if it cannot be read. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failed(
      `${path} cannot be read.`,
      error,
      'Nothing was sent. Name a file on this machine that you can read.',
    )
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
  return new FailureError({ kind: 'refused', what, why: fileReason(error), hint })
}
