import { randomBytes } from 'node:crypto'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * The file or directory in which a fetch arrives, beside its target. While it is in use its name holds this process, so
 * two fetches of one file never write into one part; what an interrupted fetch has left is `.NAME.fleetmux-part`.
 */
export interface PartFile {
  readonly path: string
  /** Bytes of an earlier fetch that were taken over; 0: none. */
  readonly had: number
  /** Keeps what has arrived, for a later fetch that resumes. */
  release(): Promise<void>
}

/** `resume`: takes over what an earlier fetch has left, if it is a plain file of this user. */
export async function claimPart(target: string, resume: boolean): Promise<PartFile> {
  const name = basename(target).slice(0, 180)
  const left = join(dirname(target), `.${name}.fleetmux-part`)
  const owner = `${machine()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const path = join(dirname(target), `.${name}.${owner}.fleetmux-part`)
  const had = resume ? await takeOver([left, ...(await abandoned(target, name))], path) : 0
  return {
    path,
    had,
    async release() {
      await rename(path, left).catch(ignoreMissing)
    },
  }
}

/** Renames the first part that another fetch has not taken meanwhile; resolves with its size. */
async function takeOver(parts: readonly string[], path: string): Promise<number> {
  for (const part of parts) {
    const found = await lstat(part).catch(ignoreMissing)
    if (!found?.isFile() || found.uid !== process.getuid?.()) continue
    const isTaken = await rename(part, path).then(() => true, ignoreMissing)
    if (isTaken) return found.size
  }
  return 0
}

/** Parts of processes of this machine that have died in the middle of a fetch. */
async function abandoned(target: string, name: string): Promise<readonly string[]> {
  const directory = dirname(target)
  const begin = `.${name}.${machine()}-`
  const all = await readdir(directory).catch(ignoreMissing)
  return (all ?? [])
    .filter(
      each =>
        each.startsWith(begin) && /^\d+-[0-9a-f]{6}\.fleetmux-part$/.test(each.slice(begin.length)),
    )
    .filter(each => !isAlive(Number(/^\d+/.exec(each.slice(begin.length))?.[0])))
    .map(each => join(directory, each))
}

/** Removes parts that died fetches of the same target have left. */
export async function removeAbandoned(target: string): Promise<void> {
  const parts = await abandoned(target, basename(target).slice(0, 180))
  await Promise.all(parts.map(part => rm(part, { recursive: true, force: true })))
}

/** A directory may be shared by machines, whose process ids mean nothing here. */
function machine(): string {
  return (
    hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 12) || 'host'
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: it lives, and belongs to somebody else.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ignoreMissing(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw thrown
}
