import { open, readlink, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import { localReason } from '../files/local-reason.ts'
import { readPlainFile } from '../files/plain-file.ts'
import { lockPath } from './path.ts'

/** The text of a file; null if there is no file. @throws FailureError if it cannot be read. */
export async function readText(path: string): Promise<string | null> {
  try {
    return readPlainFile(path)
  } catch (thrown) {
    const { why } = toFailure(thrown)
    throw failed(`The state file ${path} cannot be read.`, new Error(why))
  }
}

/**
 * Atomically replaces a file, readable only by its owner. If the path is a link, the file that it points to is
 * replaced. The caller must hold the lock: the temporary file always has the same name, so that a crash leaves at most
 * one.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const real = await realPath(path)
  const fresh = join(dirname(real), `.${basename(real)}.fleetmux`)
  try {
    await rm(fresh, { force: true })
    await writeThrough(fresh, text)
    await rename(fresh, real)
    await syncDirectory(dirname(real))
  } catch (thrown) {
    await rm(fresh, { force: true }).catch(() => {})
    throw failed(`The state file ${path} cannot be written; it was not changed.`, thrown)
  }
}

/**
 * Paths of all locks of a state file, always in the same order: the lock beside the path and, if the path is a link,
 * also the lock beside the real file. Other processes may use either path.
 */
export async function locksOf(path: string): Promise<readonly string[]> {
  const given = join(await realPath(dirname(path)), basename(lockPath(path)))
  return [...new Set([given, lockPath(await realPath(path))])].sort()
}

/** The real path of a file, which need not exist yet. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (thrown) {
    if (!isMissing(thrown)) throw failed(`${path} cannot be found.`, thrown)
    const parent = dirname(path)
    // The path may be a link whose target does not exist yet.
    const link = await readlink(path).catch(() => null)
    if (link !== null) return realPath(resolve(parent, link))
    return parent === path ? path : join(await realPath(parent), basename(path))
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Syncs the directory, so that the rename survives a power failure. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT'
}

function failed(what: string, thrown: unknown): FailureError {
  return new FailureError({
    kind: 'refused',
    what,
    why: localReason(thrown),
    hint: 'Make sure that the disk has free space and that the file and its directory are yours and writable, or set AMPLIHACK_REMOTE_STATE to another path.',
  })
}
