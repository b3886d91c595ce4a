import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync } from 'node:fs'
import { makePrivateDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Writes JSON for its owner's eyes alone, whole or not at all, and makes the directory. @throws as `fs` does. */
export function writePrivateJson(path: string, value: unknown): void {
  makePrivateDirectory(path)
  writePrivate(path, JSON.stringify(value))
}

/** Whoever may open it must not be able to wait for the other end of a pipe, nor follow a link. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Opens a file to be written from its beginning, for its owner's eyes alone: also one that was there before, with
 * whatever permissions. @throws FailureError where that is no plain file of ours.
 */
export function openPrivate(path: string): number {
  const file = open(path)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw refused(path, 'it is no plain file')
    if (found.uid !== process.getuid?.()) throw refused(path, `it belongs to user ${found.uid}`)
    // Somebody else may have made the name that we were given, for a file of ours that is none of this.
    if (found.nlink > 1) throw refused(path, 'the file has another name, too')
    // Before anything of ours is in it.
    fchmodSync(file, 0o600)
    ftruncateSync(file, 0)
    return file
  } catch (thrown) {
    closeSync(file)
    throw thrown
  }
}

function open(path: string): number {
  try {
    return openSync(path, FLAGS, 0o600)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ELOOP') throw refused(path, 'it is a link')
    if (code === 'ENXIO') throw refused(path, 'it is no plain file')
    throw refused(path, reasonOf(thrown))
  }
}

function refused(path: string, why: string): FailureError {
  const hint = 'Name a file that is not there yet.'
  return new FailureError({ kind: 'refused', what: `${path} cannot be written.`, why, hint })
}
