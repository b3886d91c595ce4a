import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOL } from './protocol.ts'

const PREFIX = `lend-${PROTOCOL}-`

/**
 * A path for the socket of a process that lets others use its connections. The name is random, so it is never used
 * twice.
 */
export function newSocketPath(directory: string): string {
  return join(directory, `${PREFIX}${crypto.randomUUID().slice(0, 8)}`)
}

/**
 * The sockets of all running or ended processes that let others use their connections. Only sockets that are private to
 * this user are included.
 */
export function socketPaths(directory: string): string[] {
  return readdirSync(directory)
    .filter(name => name.startsWith(PREFIX) && !name.endsWith('.new'))
    .map(name => join(directory, name))
    .filter(isPrivate)
}

/** Uses lstat, not stat: a link could point anywhere. */
function isPrivate(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return (
    found?.isSocket() === true && found.uid === process.getuid?.() && (found.mode & 0o777) === 0o600
  )
}

/**
 * Removes the socket of a process that has died. Names are never used again, so a living process never loses its
 * socket.
 */
export function removeDead(path: string): void {
  rmSync(path, { force: true })
}
