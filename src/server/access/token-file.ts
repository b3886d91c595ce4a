import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { fileReason } from '../../disk/file-reason.ts'
import { makePrivateDirectory, writePrivate } from '../../disk/private-file.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Maximum size of a token file, in bytes; a larger one is refused with a FailureError. */
const MOST = 1024 * 1024

/**
 * Reads a file of secrets; null: the file does not exist.
 * @throws FailureError if other users can read or write the file, since its tokens are not secret then.
 */
export async function readSecretFile(path: string): Promise<string | null> {
  const file = await open(
    path,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  ).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return null
    if (thrown.code === 'ELOOP') throw refused(path, 'it is a link')
    throw refused(path, fileReason(thrown), 'Make the file readable for you, or move it away.')
  })
  if (!file) return null
  try {
    const { uid, mode, size, nlink } = await file.stat().then(found => {
      if (found.isFile()) return found
      throw refused(path, 'it is not a regular file')
    })
    if (uid !== process.getuid?.()) throw refused(path, `it belongs to user ${uid}`)
    if (nlink > 1) throw refused(path, 'the file has more than one hard link')
    if ((mode & 0o077) !== 0)
      throw refused(path, 'other users can read it', `Run \`chmod 600 ${path}\`.`)
    if (size > MOST) throw refused(path, `the file is larger than ${MOST} bytes`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** Writes a file of secrets atomically, readable only by its owner, and creates its directory. @throws FailureError */
export function writeSecretFile(path: string, text: string): void {
  try {
    makePrivateDirectory(path)
    writePrivate(path, text)
  } catch (thrown) {
    throw new FailureError({
      kind: 'refused',
      what: `${path} cannot be written.`,
      why: fileReason(thrown),
      hint: 'fleetmux needs this file: check the permissions of its directory, and whether the disk is full or read-only.',
    })
  }
}

function refused(
  path: string,
  why: string,
  hint = `Check what the file contains, then delete it: \`rm ${path}\`.`,
): FailureError {
  return new FailureError({ kind: 'refused', what: `fleetmux cannot use ${path}.`, why, hint })
}
