import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Where things lie that can always be asked again: `$XDG_CACHE_HOME/fleetmux`, else in `~/.cache`. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME']
  return join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'fleetmux')
}

/** What was kept at this path; null where nothing is, or nothing that is whole and nobody's but ours. */
export function readCached(path: string): unknown {
  try {
    // Not through a link: whoever made that says what we believe.
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const { uid, mode } = fstatSync(file)
      if (uid !== process.getuid?.() || (mode & 0o077) !== 0) return null
      return JSON.parse(readFileSync(file, 'utf8'))
    } finally {
      closeSync(file)
    }
  } catch (thrown) {
    // Cut short, or not to be read: as good as none, and written anew.
    if (thrown instanceof SyntaxError || isOfSystem(thrown)) return null
    throw thrown
  }
}

/** Keeps it for the next process, for us alone. False on a full or read-only disk: it is simply asked again. */
export function writeCached(path: string, value: unknown): boolean {
  const next = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(next, JSON.stringify(value), { mode: 0o600 })
    renameSync(next, path)
    return true
  } catch (thrown) {
    if (!isOfSystem(thrown)) throw thrown
    if (existsSync(next)) rmSync(next)
    return false
  }
}

/** Removes what nobody has written for so many milliseconds. */
export function sweepCached(directory: string, age: number, at: number): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found && found.mtimeMs < at - age) rmSync(path, { force: true })
  }
}

function isOfSystem(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown
}
