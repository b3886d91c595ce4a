import { link, lstat, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { FilePlace } from '../../state/files/host-files.ts'
import { pathBytes, writePath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'

/** The local path to download to. If `to` is an existing directory, the file is put into it under its own name. */
export async function targetOf({ path }: FilePlace, to: string): Promise<string> {
  const target = resolve(to)
  const isDirectory = await stat(target).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isDirectory) return target
  const name =
    Buffer.from(pathBytes(path)).toString('utf8').replace(/\/+$/, '').split('/').at(-1) ?? ''
  // A name that is not valid UTF-8 is used in its escaped form.
  return join(
    target,
    name === '' || name.includes('\ufffd') ? writePath(pathBytes(path)).replaceAll('/', '_') : name,
  )
}

/** Renames the complete part file to the target. Without `force`, an existing file is never replaced. */
export async function settle(
  place: FilePlace,
  part: string,
  target: string,
  force: boolean,
): Promise<void> {
  if (force) return rename(part, target)
  try {
    await link(part, target)
  } catch (thrown) {
    if (await isThere(target)) throw alreadyThere(place, target)
    // If the link failed because the file system has no hard links, the part file is renamed instead.
    if (thrown instanceof Error) return rename(part, target)
  }
  await rm(part, { force: true })
}

export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

export function alreadyThere({ host }: FilePlace, target: string): FailureError {
  const what = `${target} is there already, on this machine.`
  return new FailureError({
    kind: 'refused',
    host,
    what,
    hint: 'Give it another name, or use --force for a file.',
  })
}
