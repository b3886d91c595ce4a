import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync } from 'node:fs'
import { makePrivateDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Writes JSON atomically to a file that only its owner can read, and creates the directory. @throws as `fs` does. */
export function writePrivateJson(path: string, value: unknown): void {
  makePrivateDirectory(path)
  writePrivate(path, JSON.stringify(value))
}

/** Does not follow a link and does not block on a pipe, which another user may have created. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Opens a file for writing from its beginning. The file is readable only by its owner, even if it existed with other
 * permissions.
 * @throws FailureError if the path is not a plain file of this user.
 */
export function openPrivate(path: string): number {
  const file = open(path)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw refused(path, 'it is not a regular file')
    if (found.uid !== process.getuid?.()) throw refused(path, `it belongs to user ${found.uid}`)
    // Another user may have made this name as a hard link to some other file of this user.
    if (found.nlink > 1) throw refused(path, 'the file has more than one hard link')
    // Set the permissions before any content is written.
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
    if (code === 'ENXIO') throw refused(path, 'it is not a regular file')
    throw refused(
      path,
      reasonOf(thrown),
      'Name a file in a directory that exists and that you can write to.',
    )
  }
}

function refused(
  path: string,
  why: string,
  hint = 'Name a file that does not exist yet.',
): FailureError {
  return new FailureError({ kind: 'refused', what: `${path} cannot be written.`, why, hint })
}
