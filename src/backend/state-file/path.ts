import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { homeOf, stateDirectory } from '../../disk/own-directory.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The absolute path of the state file: `$AMPLIHACK_REMOTE_STATE`; else amplihack's file if it exists, so that both
 * programs show the same sessions; else fleetmux's own file.
 */
export function statePath(environment: Environment = process.env): string {
  const chosen = environment.AMPLIHACK_REMOTE_STATE
  if (chosen) return resolve(chosen)
  const theirs = join(homeOf(environment), '.amplihack', 'remote-state.json')
  return existsSync(theirs) ? theirs : join(stateDirectory(environment), 'remote-state.json')
}

/**
 * Path of the lock file for a file: the same name with the extension `.lock`. amplihack, another program that writes
 * the state file, uses the same lock file for it.
 */
export function lockPath(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}.lock`)
}
