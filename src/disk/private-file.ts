import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file atomically, readable only for its owner. The directory must exist. @throws as `fs` does. */
export function writePrivate(path: string, text: string): void {
  const next = `${path}.${process.pid}`
  try {
    // A file left by an earlier process with the same pid may be a link or readable for other users.
    rmSync(next, { force: true })
    writeFileSync(next, text, { mode: 0o600, flag: 'wx' })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}

/** Creates the parent directory of a private file, accessible only for its owner. @throws as `fs` does. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
}
