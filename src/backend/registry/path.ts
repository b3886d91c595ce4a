import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { homeOf, stateDirectory } from '../../disk/own-directory.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where the state file lies: `$AMPLIHACK_REMOTE_STATE`, else amplihack's own where that exists, so that
 * both tell the same of the same sessions, else fleetmux's. Absolute.
 */
export function statePath(environment: Environment = process.env): string {
  const chosen = environment.AMPLIHACK_REMOTE_STATE
  if (chosen) return resolve(chosen)
  const theirs = join(homeOf(environment), '.amplihack', 'remote-state.json')
  return existsSync(theirs) ? theirs : join(stateDirectory(environment), 'remote-state.json')
}

/** amplihack's lock of a state file: its extension replaced. */
export function lockPath(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}.lock`)
}
