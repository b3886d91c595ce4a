import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
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
  /** Number of bytes of an earlier download of a file that are reused; 0: none. */
  readonly had: number
  /** Whether an earlier download of a directory is reused. */
  readonly isDirectory: boolean
  /** Keeps the received bytes, so that a later download can resume. */
  release(): Promise<void>
}

/**
 * Creates the part file of a new download. With `resume`, continues the part file or directory of an earlier download,
 * if that belongs to this user.
 */
export async function claimPart(target: string, resume: boolean): Promise<PartFile> {
  const name = basename(target).slice(0, 180)
  const left = join(dirname(target), `.${name}.fleetmux-part`)
  const owner = `${machineName()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const path = join(dirname(target), `.${name}.${owner}.fleetmux-part`)
  const found = resume ? await takeOver([left, ...(await abandoned(target, name))], path) : null
  return {
    path,
    had: found?.isFile() ? found.size : 0,
    isDirectory: found?.isDirectory() === true,
    async release() {
      if ((await lstat(path).catch(ignoreMissing)) === undefined) return
      // If another user has created a file at `left`, the part file keeps its name. A later download finds it under
      // that name as well.
      if (!(await removeOwn(left))) return
      await rename(path, left).catch(ignoreMissing)
    },
  }
}

/**
 * Takes over the first of these part files that no other download has taken meanwhile, by renaming it to `path`.
 * Resolves with the file's status; null: none is left.
 */
async function takeOver(parts: readonly string[], path: string): Promise<Stats | null> {
  for (const part of parts) {
    const found = await lstat(part).catch(ignoreMissing)
    const isPart = found?.isFile() || found?.isDirectory()
    if (!found || !isPart || found.uid !== process.getuid?.()) continue
    const isTaken = await rename(part, path).then(() => true, ignoreMissing)
    if (isTaken) return found
  }
  return null
}

/** Part files of processes on this machine that ended during a download. */
async function abandoned(target: string, name: string): Promise<readonly string[]> {
  const directory = dirname(target)
  const begin = `.${name}.${machineName()}-`
  const all = await readdir(directory).catch(ignoreMissing)
  return (all ?? [])
    .filter(
      each =>
        each.startsWith(begin) && /^\d+-[0-9a-f]{6}\.fleetmux-part$/.test(each.slice(begin.length)),
    )
    .filter(each => !isAlive(Number(/^\d+/.exec(each.slice(begin.length))?.[0])))
    .map(each => join(directory, each))
}

/** Removes the parts of earlier downloads of this target that nobody continues. */
export async function removeAbandoned(target: string): Promise<void> {
  const name = basename(target).slice(0, 180)
  const left = join(dirname(target), `.${name}.fleetmux-part`)
  const parts = [left, ...(await abandoned(target, name))]
  await Promise.all(parts.map(removeOwn))
}

/** Removes a part file of this user. Returns false if it belongs to another user, and then leaves it. */
async function removeOwn(part: string): Promise<boolean> {
  const found = await lstat(part).catch(ignoreMissing)
  if (found && found.uid !== process.getuid?.()) return false
  await rm(part, { recursive: true, force: true })
  return true
}

/**
 * A name for this machine. Several machines may share a directory, and a process id is valid only on its own machine.
 */
export function machineName(): string {
  return (
    hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 12) || 'host'
  )
}

export function isAlive(pid: number): boolean {
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
