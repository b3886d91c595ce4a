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

/** The cache directory: `$XDG_CACHE_HOME/fleetmux`, else in `~/.cache`. Cached values can always be computed again. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  return ownDirectory('XDG_CACHE_HOME', env)
}

/** Does not follow a link, because the link's owner could choose the content, and does not block on a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * The cached value at this path. null: there is no value, the value is invalid, or another user could have written the
 * file.
 */
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
    // A truncated or unreadable file counts as missing: the caller computes the value again and writes the file anew.
    if (thrown instanceof SyntaxError || isOfSystem(thrown)) return null
    throw thrown
  }
}

/**
 * Caches a private value for later processes. Returns false on a full or read-only disk; later processes then compute
 * the value again.
 */
export function writeCached(path: string, value: unknown): boolean {
  try {
    writePrivateJson(path, value)
    return true
  } catch (thrown) {
    if (!isOfSystem(thrown)) throw thrown
    return false
  }
}

/** Removes the files of a cache directory that were last written more than `age` milliseconds before `at`. */
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
