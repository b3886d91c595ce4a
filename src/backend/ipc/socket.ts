import { randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOL } from './protocol.ts'

const PREFIX = `lend-${PROTOCOL}-`

/** Where a process that lends listens: a name that nobody else has had or will have. */
export function newSocketPath(directory: string): string {
  return join(directory, `${PREFIX}${randomBytes(4).toString('hex')}`)
}

/** The sockets of all who lend, or did. Only ours, and only those that are ours alone. */
export function socketPaths(directory: string): string[] {
  return readdirSync(directory)
    .filter(name => name.startsWith(PREFIX) && !name.endsWith('.new'))
    .map(name => join(directory, name))
    .filter(isPrivate)
}

/** Not stat: a link leads wherever somebody likes. */
function isPrivate(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return (
    found?.isSocket() === true && found.uid === process.getuid?.() && (found.mode & 0o777) === 0o600
  )
}

/** Of one who has died without a word; its name is never used again, so nobody else's is taken away. */
export function removeDead(path: string): void {
  rmSync(path, { force: true })
}
