import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import { enterPart, type PartDirectory, removePart } from './part-directory.ts'

/**
 * The temporary file or directory beside the target into which a download is written. During the download its name
 * contains the machine and process id, so that two downloads of one file never write into the same part file. After an
 * interruption its name is `.NAME.fleetmux-part`.
 */
export interface PartFile {
  readonly path: string
  /** What is left of an earlier download of a file; null: nothing. */
  readonly file: { readonly handle: FileHandle; readonly size: number } | null
  /** What is left of an earlier download of a directory; null: nothing. */
  readonly directory: PartDirectory | null
  /** Keeps the received bytes, so that a later download can resume. */
  release(): Promise<void>
  close(): Promise<void>
}

/**
 * Creates the temporary file for a new download. `resume`: continue the temporary file or directory of an earlier
 * download, if it belongs to this user. `target`: a path through a directory that is held open, so that no other user
 * can replace this directory by another one.
 */
export async function claimPart(target: string, resume: boolean): Promise<PartFile> {
  const name = basename(target).slice(0, 180)
  const left = join(dirname(target), `.${name}.fleetmux-part`)
  const owner = `${machineName()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const path = join(dirname(target), `.${name}.${owner}.fleetmux-part`)
  const found = resume ? await takeOver([left, ...(await abandoned(target, name))], path) : NOTHING
  return {
    path,
    ...found,
    async release() {
      if ((await lstat(path).catch(ignoreMissing)) === undefined) return
      // If another user has put a file at the usual path for interrupted downloads, `.NAME.fleetmux-part`, the
      // temporary file is not renamed to it. A later download also finds it under its present name.
      if (!(await removeOwn(left))) return
      await rename(path, left).catch(ignoreMissing)
    },
    close: () => closePart(found),
  }
}

type Found = Pick<PartFile, 'file' | 'directory'>
const NOTHING: Found = { file: null, directory: null }

/**
 * Continues a temporary file or directory that an earlier download has left: renames the first of `parts` that still
 * exists to `path`, and opens it. `openPart` checks that it belongs to this user, before and after the renaming: in a
 * directory that others can write, another user may have replaced it in between.
 */
async function takeOver(parts: readonly string[], path: string): Promise<Found> {
  for (const part of parts) {
    const seen = await openPart(part)
    await closePart(seen)
    if (seen === NOTHING || !(await rename(part, path).then(() => true, ignoreMissing))) continue
    const found = await openPart(path)
    if (found === NOTHING) throw exchanged()
    return found
  }
  return NOTHING
}

async function openPart(path: string): Promise<Found> {
  const directory = await enterPart(path)
  if (directory) return { file: null, directory }
  const { O_RDWR, O_NOFOLLOW, O_NONBLOCK } = constants
  const handle = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK).catch(ignoreUnopened)
  const stats = await handle?.stat()
  if (handle && stats?.isFile() && stats.uid === process.getuid?.() && stats.nlink === 1)
    return { file: { handle, size: stats.size }, directory: null }
  await handle?.close()
  return NOTHING
}

async function closePart({ file, directory }: Found): Promise<void> {
  await file?.handle.close()
  await directory?.close()
}

function exchanged(): FailureError {
  return new FailureError({
    ...{ kind: 'refused', what: 'The part of an earlier download cannot be continued.' },
    why: 'another user has exchanged this part meanwhile',
    hint: 'Fetch the file again without --resume, or into a directory of your own.',
  })
}

/** Part files of processes on this machine that ended during a download. */
async function abandoned(target: string, name: string): Promise<readonly string[]> {
  const directory = dirname(target)
  const begin = `.${name}.${machineName()}-`
  const all = await readdir(directory).catch(ignoreUnlisted)
  return (all ?? [])
    .filter(
      each =>
        each.startsWith(begin) && /^\d+-[0-9a-f]{6}\.fleetmux-part$/.test(each.slice(begin.length)),
    )
    .filter(each => !isAlive(Number(/^\d+/.exec(each.slice(begin.length))?.[0])))
    .map(each => join(directory, each))
}

/** Removes the temporary files and directories of interrupted downloads of this target that no process continues. */
export async function removeAbandoned(target: string): Promise<void> {
  const name = basename(target).slice(0, 180)
  const left = join(dirname(target), `.${name}.fleetmux-part`)
  const parts = [left, ...(await abandoned(target, name))]
  await Promise.all(parts.map(removeOwn))
}

/**
 * Removes a temporary file or directory of a download. A file or directory that belongs to another user is not removed:
 * resolves with false.
 */
export async function removeOwn(part: string): Promise<boolean> {
  const found = await lstat(part).catch(ignoreMissing)
  if (!found) return true
  if (found.uid !== process.getuid?.()) return false
  if (found.isDirectory()) return removePart(part)
  await rm(part, { force: true })
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

/**
 * Ignores that a directory is missing or may not be listed. fleetmux may still write into such a directory, but does
 * not find the temporary files of interrupted downloads, which then stay.
 */
function ignoreUnlisted(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code !== 'EACCES') ignoreMissing(thrown)
}

function ignoreMissing(thrown: unknown): undefined {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
  throw thrown
}

/**
 * Error codes of `open` that mean: at this path is no temporary file of ours, but a link, a directory, a socket, a file
 * of another user, or nothing.
 */
const UNOPENED: ReadonlySet<unknown> = new Set([
  ...['ENOENT', 'ELOOP', 'EISDIR', 'ENXIO', 'EACCES', 'EPERM', 'ENODEV'],
])

function ignoreUnopened(thrown: unknown): undefined {
  if (UNOPENED.has((thrown as NodeJS.ErrnoException).code)) return undefined
  throw thrown
}
