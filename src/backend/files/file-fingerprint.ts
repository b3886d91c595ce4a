import { statSync } from 'node:fs'

/** A text that changes with the file; '' if there is no plain file. */
export function fingerprintOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** Milliseconds in which a file may change twice with the same modification time. */
const TICK = 2000

/** Whether a fingerprint is so recent that the file could still change and keep it. */
export function isFresh(stamp: string, at: number): boolean {
  return stamp !== '' && Number(stamp.split(' ')[0]) > at - TICK
}
