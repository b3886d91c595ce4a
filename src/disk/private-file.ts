import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file atomically, readable only by its owner. The directory must exist. @throws as `fs` does. */
export function writePrivate(path: string, text: string): void {
  // In a directory that other users can write, they must not be able to guess the name and take it first.
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
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
}
