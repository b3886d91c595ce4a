import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a directory that has all programs of our PATH but these; returns its path, a PATH by itself. */
export function pathWithout(dir: string, ...programs: readonly string[]): string {
  mkdirSync(dir)
  for (const from of (process.env.PATH ?? '').split(':')) {
    for (const name of existsSync(from) ? readdirSync(from) : []) {
      if (!programs.includes(name) && !existsSync(join(dir, name)))
        symlinkSync(join(from, name), join(dir, name))
    }
  }
  return dir
}
