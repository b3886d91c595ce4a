import { lstat, mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { type EnteredDirectory, enter } from '../../files/entered-directory.ts'
import { keepsModes } from './mode-remark.ts'

/**
 * An open temporary directory, into which a download is written until it is complete. Only this user can change it,
 * unless its file system does not store permissions.
 */
export interface PartDirectory {
  /** Path of the subdirectory into which tar unpacks the download. */
  readonly got: string
  /**
   * Path of the subdirectory to which the files of an earlier, interrupted download are moved; those that need not be
   * downloaded again are moved back to `got`.
   */
  readonly had: string
  /** Path of an empty file by which fleetmux recognises its own temporary directories. */
  readonly mark: string
  /** The path of a file or subdirectory with this name, by way of the open directory. */
  at(name: string): string
  close(): Promise<void>
}

/**
 * Creates a temporary directory for a download. @throws as `fs` does, or if another user has replaced the new
 * directory.
 */
export async function makePart(path: string): Promise<PartDirectory> {
  await mkdir(path, { mode: 0o700 })
  const entered = await enter(path)
  const isNew = (await readdir(entered.way)).length === 0 && (await isOurs(entered))
  const part = { ...NAMES(entered.at), close: entered.close }
  if (isNew) {
    await writeFile(part.mark, '', { flag: 'wx', mode: 0o600 })
    await mkdir(part.got, { mode: 0o700 })
    return part
  }
  await part.close()
  throw new Error('another user has exchanged the new directory meanwhile')
}

/**
 * Opens the temporary directory of an earlier download; null: there is none, or it does not belong to this user. The
 * directory must contain fleetmux's marker file: another user can rename any directory of this user to the name of a
 * temporary directory, but cannot put the marker file into it.
 */
export async function enterPart(path: string): Promise<PartDirectory | null> {
  const entered = await enter(path).catch(ignoreOther)
  if (!entered) return null
  const part = { ...NAMES(entered.at), close: entered.close }
  const mark = await lstat(part.mark).catch(() => null)
  if (mark?.isFile() && (await isOurs(entered))) return part
  await part.close()
  return null
}

/** Removes the temporary directory of a download. Resolves with false if another thing is at this path, which stays. */
export async function removePart(path: string): Promise<boolean> {
  const part = await enterPart(path)
  if (!part) return false
  try {
    for (const each of [part.got, part.had, part.mark])
      await rm(each, { recursive: true, force: true })
  } finally {
    await part.close()
  }
  return rmdir(path).then(
    () => true,
    () => false,
  )
}

const NAMES = (at: (name: string) => string) => ({
  ...{ got: at('got'), had: at('had'), mark: at('fleetmux-part'), at },
})

/**
 * Whether only this user can change the directory. Also true on a file system that does not store permissions: no
 * directory is private there, and the user has accepted that by downloading into one.
 */
async function isOurs({ handle, at }: EnteredDirectory): Promise<boolean> {
  return isPrivate(await handle.stat()) || !(await keepsModes(at))
}

function isPrivate({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

/** Error codes of `open` that mean: at this path is no directory, or none that this user may enter. */
const OTHER: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM'])

function ignoreOther(thrown: unknown): null {
  if (OTHER.has((thrown as NodeJS.ErrnoException).code)) return null
  throw thrown
}
