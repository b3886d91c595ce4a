import { type FileHandle, open, rm } from 'node:fs/promises'

/** Remarks on a file whose mode the file system of the destination did not keep. */
export function modeRemarks(has: number, wanted: number): readonly string[] {
  if (has === wanted) return []
  const [is, was] = [has, wanted].map(mode => mode.toString(8))
  return [`The mode of the copy is ${is} instead of ${was}: its file system does not keep modes.`]
}

/** The note after a directory was transferred to a file system that does not store modes. */
export const KEEPS_NO_MODES = 'The file system of the copy does not keep modes.'

/** Errors of `chmod` on a file of one's own: FAT and some mounts refuse every mode but the one that they show. */
const NO_MODES: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Sets the mode of a file. Resolves with remarks if its file system does not keep it. */
export async function setMode(file: FileHandle, mode: number): Promise<readonly string[]> {
  await file.chmod(mode).catch(thrown => {
    if (!NO_MODES.has((thrown as NodeJS.ErrnoException).code)) throw thrown
  })
  return modeRemarks((await file.stat()).mode & 0o777, mode)
}

/**
 * Whether the file system of a directory stores modes and owners; FAT, exFAT, drives of Windows in WSL and some network
 * mounts do not. Sets two modes on a new file through its open descriptor, because another user could rename another
 * file of this user to the new file's name. If no file can be created, the answer is true.
 */
export async function keepsModes(at: (name: string) => string): Promise<boolean> {
  const path = at(`.fleetmux-modes-${process.pid}`)
  const file = await open(path, 'wx', 0o600).catch(() => null)
  if (!file) return true
  try {
    for (const mode of [0o600, 0o640]) if ((await setMode(file, mode)).length > 0) return false
    return (await file.stat()).uid === process.getuid?.()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
