import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Resolves a local path as the user typed it: `~/...`, absolute, or relative to the current directory. */
export function localPath(written: string): string {
  if (written === '~' || written.startsWith('~/')) return join(homedir(), written.slice(1))
  return resolve(written)
}
