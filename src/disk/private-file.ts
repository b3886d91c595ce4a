import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { FailureError, reasonOf } from '../state/model/failure.ts'

/** Writes a file atomically, readable only by its owner. The directory must exist. @throws as `fs` does. */
export function writePrivate(path: string, text: string): void {
  // In a directory that other users can write, they must not be able to guess the name of the temporary file and create
  // it first.
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex')
  const next = `${path}.${random}`
  try {
    writeFileSync(next, text, { mode: 0o600, flag: 'wx' })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}

/** Creates the parent directory of a private file, accessible only to its owner. @throws as `fs` does. */
export function makePrivateDirectory(path: string): void {
  makeOwnDirectory(dirname(path))
}

/**
 * Creates a directory and the missing ones above it, accessible only to their owner. Not with `recursive`: where a file
 * system refuses to create anything (/proc, homes of autofs), Node never returns. @throws as `fs` does.
 */
export function makeOwnDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (thrown) {
    if (isDirectory(path)) return
    const above = dirname(path)
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT' || isDirectory(above)) throw thrown
    makeOwnDirectory(above)
    makeOwnDirectory(path)
  }
}

/**
 * Makes a directory that only its owner can use. `variable`: the environment variable that sets its path, for the hint
 * of the error. @throws FailureError
 */
export function needOwnDirectory(path: string, variable: string): void {
  try {
    makeOwnDirectory(path)
  } catch (thrown) {
    throw new FailureError({
      ...{ kind: 'refused', what: `${path} cannot be created.`, why: reasonOf(thrown) },
      hint: `Set ${variable} to a directory of your own.`,
    })
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
