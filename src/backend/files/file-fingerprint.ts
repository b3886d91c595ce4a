import { type Stats, statSync } from 'node:fs'

/**
 * A string that changes when the file changes. '': the path is no plain file, or this user may not read its directory.
 */
export function fingerprintOf(path: string): string {
  const found = statOf(path)
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** The file's size in bytes according to its fingerprint; 0 if the fingerprint is ''. */
export function sizeIn(stamp: string): number {
  return Number(stamp.split(' ')[1] ?? 0)
}

/** The file's status. Undefined if a directory on the path may not be read, as after `su` without a login. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EACCES') return undefined
    throw thrown
  }
}

/** How long a file may change again without a new modification time, in milliseconds. */
const TICK = 2000

/** Whether a fingerprint is so recent that the file could still change without a new fingerprint. */
export function isFresh(stamp: string, at: number): boolean {
  return stamp !== '' && Number(stamp.split(' ')[0]) > at - TICK
}
