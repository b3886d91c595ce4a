import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Default directories below the home directory. */
const USUAL = {
  XDG_CACHE_HOME: '.cache',
  XDG_CONFIG_HOME: '.config',
  XDG_DATA_HOME: join('.local', 'share'),
  XDG_STATE_HOME: join('.local', 'state'),
} as const

/**
 * Path of fleetmux's own directory of this kind. The directory may not exist. Relative XDG paths are ignored, as the
 * XDG standard requires.
 */
export function ownDirectory(kind: keyof typeof USUAL, environment: Environment): string {
  const base = environment[kind]
  return join(base && isAbsolute(base) ? base : join(homeOf(environment), USUAL[kind]), 'fleetmux')
}

/** Path of fleetmux's state directory. The directory may not exist. */
export function stateDirectory(environment: Environment = process.env): string {
  return ownDirectory('XDG_STATE_HOME', environment)
}

export function homeOf(environment: Environment): string {
  return environment['HOME'] || homedir()
}

/** Replaces a leading `~` of a path on this machine by the user's home directory. `~user` is not replaced. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
}
