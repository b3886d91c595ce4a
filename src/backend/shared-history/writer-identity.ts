import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { needOwnDirectory } from '../../disk/private-file.ts'
import { writePrivateJson } from '../files/private-file.ts'

/** Identifies who writes history entries on this machine. */
export interface Writer {
  /** Names the machine and the installation of fleetmux on it. Part of the name of this writer's own history file. */
  readonly name: string
  readonly machine: string
  readonly person: string
}

/**
 * Reads who writes history entries on this machine. Each installation of fleetmux has its own id, created at first use,
 * because containers may share host names and machines may have several users.
 */
export function readWriterIdentity(environment: NodeJS.ProcessEnv): Writer {
  const machine = hostname()
  const name = `${machine.replace(/[^a-zA-Z0-9._-]/g, '_')}-${installationId(environment)}`
  return { name, machine, person: userInfo().username }
}

function installationId(environment: NodeJS.ProcessEnv): string {
  const directory = ownDirectory('XDG_STATE_HOME', environment)
  const path = join(directory, 'installation.json')
  const known = readId(path)
  if (known) return known
  needOwnDirectory(directory, 'XDG_STATE_HOME')
  writePrivateJson(path, { id: randomBytes(4).toString('hex') })
  // If two processes create the id at once, both use the id that was stored.
  const made = readId(path)
  if (made) return made
  throw new Error(`${path} cannot be read after the write`)
}

function readId(path: string): string | null {
  try {
    return /"id":"([0-9a-f]{8})"/.exec(readFileSync(path, 'utf8'))?.[1] ?? null
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
