import { randomBytes } from 'node:crypto'
import { lstat, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * The temporary file or directory beside the target into which a download is written. During the download its name
 * contains the machine and process id, so that two downloads of one file never write into the same part file. After an
 * interruption its name is `.NAME.fleetmux-part`.
 */
export interface PartFile {
  readonly path: string
  /** Number of bytes of an earlier download that are reused; 0: none. */
  readonly had: number
  /** Keeps the received bytes, so that a later download can resume. */
  release(): Promise<void>
}

/**
 * Creates the part file of a new download. `resume`: continue the part file of an earlier download, if it is a regular
 * file of this user.
 */
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

/**
 * Renames the first of these part files that another download has not taken meanwhile. Resolves with its size, or 0.
 */
async function takeOver(parts: readonly string[], path: string): Promise<number> {
  for (const part of parts) {
    const found = await lstat(part).catch(ignoreMissing)
    if (!found?.isFile() || found.uid !== process.getuid?.()) continue
    const isTaken = await rename(part, path).then(() => true, ignoreMissing)
    if (isTaken) return found.size
  }
  return 0
}

/** Part files of processes on this machine that ended during a download. */
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

/** Removes the part files of downloads of this target whose processes have ended. */
export async function removeAbandoned(target: string): Promise<void> {
  const parts = await abandoned(target, basename(target).slice(0, 180))
  await Promise.all(parts.map(part => rm(part, { recursive: true, force: true })))
}

/**
 * A name for this machine. Several machines may share a directory, and a process id is valid only on its own machine.
 */
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
    // EPERM means that the process runs but belongs to another user.
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ignoreMissing(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw thrown
}
