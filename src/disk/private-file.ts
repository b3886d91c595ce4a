import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file atomically, readable only by its owner. The directory must exist. @throws as `fs` does. */
export function writePrivate(path: string, text: string): void {
  const next = `${path}.${process.pid}`
  try {
    // A temporary file left by an earlier process with the same pid may be a link, or readable by other users.
    rmSync(next, { force: true })
    writeFileSync(next, text, { mode: 0o600, flag: 'wx' })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}

/** Creates the parent directory of a private file, accessible only to its owner. @throws as `fs` does. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
}
