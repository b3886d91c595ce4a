import { type Stats, statSync } from 'node:fs'

/** A text that changes with the file; '' if there is no plain file, or this user may not look into its directory. */
export function fingerprintOf(path: string): string {
  const found = statOf(path)
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** A directory of the search path may belong to somebody else, as after `su` without a login. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EACCES') return undefined
    throw thrown
  }
}

/** Milliseconds in which a file may change twice with the same modification time. */
const TICK = 2000

/** Whether a fingerprint is so recent that the file could still change and keep it. */
export function isFresh(stamp: string, at: number): boolean {
  return stamp !== '' && Number(stamp.split(' ')[0]) > at - TICK
}
