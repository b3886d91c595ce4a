import { type FileHandle, open, rm } from 'node:fs/promises'

/** Remarks on a file whose mode the file system of the destination did not keep. */
export function modeRemarks(has: number, wanted: number): readonly string[] {
  if (has === wanted) return []
  const [is, was] = [has, wanted].map(mode => mode.toString(8))
  return [`Its mode is ${is} instead of ${was}: the file system there does not keep modes.`]
}

/** The remark on a directory. */
export const KEEPS_NO_MODES = 'The file system there does not keep modes.'

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
 * Whether the file system of a directory keeps modes and owners, as FAT, exFAT, drives of Windows in WSL and some
 * network mounts do not. Tries it on a fresh file that is held open, because another user could exchange a name for a
 * file of this user that has wide permissions. Where no file can be created, it counts as one that keeps them.
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
