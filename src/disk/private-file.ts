import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Puts a file there for its owner's eyes alone, whole or not at all. The directory has to exist. @throws as `fs` does. */
export function writePrivate(path: string, text: string): void {
  const next = `${path}.${process.pid}`
  try {
    // A file that a process of the same number has left may be readable for others, or a link.
    rmSync(next, { force: true })
    writeFileSync(next, text, { mode: 0o600, flag: 'wx' })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}

/** Makes the directory of a private file, for its owner alone, where it does not exist. @throws as `fs` does. */
export function makePrivateDirectory(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
}
