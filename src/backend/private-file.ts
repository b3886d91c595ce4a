import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes JSON for its owner's eyes alone, whole or not at all, and makes the directory. @throws as `fs` does. */
export function writePrivate(path: string, value: unknown): void {
  const next = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(next, JSON.stringify(value), { mode: 0o600 })
    renameSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}
