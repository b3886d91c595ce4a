import { resolve } from 'node:path'
import { expandHome } from '../../disk/own-directory.ts'

/** Resolves a local path as the user typed it: `~/...`, absolute, or relative to the current directory. */
export function localPath(written: string): string {
  return resolve(expandHome(written))
}
