import { statSync } from 'node:fs'

/** Changes whenever the file does; '' where there is none to read. */
export function fingerprintOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** Milliseconds in which a file may change twice without a trace in its times. */
const TICK = 2000

/** Whether a stamp is so young that the file could still change and keep it. */
export function isFresh(stamp: string, at: number): boolean {
  return stamp !== '' && Number(stamp.split(' ')[0]) > at - TICK
}
