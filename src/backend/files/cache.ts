import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { writePrivateJson } from './private-file.ts'

/** Where things lie that can always be asked again: `$XDG_CACHE_HOME/fleetmux`, else in `~/.cache`. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  return ownDirectory('XDG_CACHE_HOME', env)
}

/** Not through a link: whoever made that says what we believe. A pipe would be waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** What was kept at this path; null where nothing is, or nothing that is whole and nobody's but ours. */
export function readCached(path: string): unknown {
  try {
    const file = openSync(path, FLAGS)
    try {
      const found = fstatSync(file)
      const { uid, mode } = found
      if (!found.isFile() || uid !== process.getuid?.() || (mode & 0o077) !== 0) return null
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
  try {
    writePrivateJson(path, value)
    return true
  } catch (thrown) {
    if (!isOfSystem(thrown)) throw thrown
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
