import { lstat, mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { type EnteredDirectory, enter } from '../../files/entered-directory.ts'
import { keepsModes } from './mode-remark.ts'

/**
 * A directory that was entered, into which a download is written. Only this user can change it, if its file system keeps
 * modes.
 */
export interface PartDirectory {
  /** Path of what has been unpacked. */
  readonly got: string
  /** Path of what an earlier download left, until it is clear what of it is kept. */
  readonly had: string
  /** Path of a file that each part has. */
  readonly mark: string
  /** The way to a name in it. */
  at(name: string): string
  close(): Promise<void>
}

/** Makes a new part. @throws as `fs` does, or if another user has exchanged it. */
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
  throw new Error('another user has exchanged the directory into which it is fetched')
}

/**
 * Enters the part of an earlier download; null: there is none, or it is not one of this user's. Another user can rename
 * a directory of this user to the name of a part, but cannot put a mark into it.
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

/** Removes a part. False: what is there is no part of this user, and stays. */
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
 * Whether only this user can change the directory. Where the file system keeps no modes, no directory is private, and
 * the user has chosen to fetch into one that others can change.
 */
async function isOurs({ handle, at }: EnteredDirectory): Promise<boolean> {
  return isPrivate(await handle.stat()) || !(await keepsModes(at))
}

function isPrivate({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return uid === process.getuid?.() && (mode & 0o022) === 0
}

/** Errors of entering what is no directory that this user may enter. */
const OTHER: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM'])

function ignoreOther(thrown: unknown): null {
  if (OTHER.has((thrown as NodeJS.ErrnoException).code)) return null
  throw thrown
}
