import { link, lstat, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { FilePlace, TransferOptions } from '../../../state/files/host-files.ts'
import { pathBytes, writePath } from '../../../state/files/written-path.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { localReason } from '../../files/local-reason.ts'
import { continueHint } from './transfer-answer.ts'

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

/**
 * Errors of `link` that mean that the file system has no hard links (FAT, some network and FUSE mounts). EPERM is also
 * what Linux reports where hard links of other users' files are protected.
 */
const NO_HARD_LINKS: ReadonlySet<unknown> = new Set([
  ...['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'],
])

export interface SettledFile {
  readonly part: string
  /** Path of the target by way of its open directory, so that nobody can exchange the directory during the transfer. */
  readonly way: string
  /** Path of the target that the user named. */
  readonly target: string
}

/** Renames the complete part file to the target. Without `force`, an existing file is never replaced. */
export async function renameIntoPlace(
  place: FilePlace,
  { part, way, target }: SettledFile,
  { force = false, ...options }: TransferOptions,
  makeLink: typeof link = link,
): Promise<void> {
  try {
    if (force) return await rename(part, way)
    await linkOrRename(part, way, makeLink)
  } catch (thrown) {
    if (!force && (await isThere(way))) throw alreadyThere(target)
    throw notNamed(place, target, thrown, options)
  }
}

async function linkOrRename(part: string, target: string, makeLink: typeof link): Promise<void> {
  try {
    await makeLink(part, target)
  } catch (thrown) {
    // Rename only if the file system has no hard links. After any other error, a rename could replace a file that
    // another program has just created.
    const hasNone = NO_HARD_LINKS.has((thrown as NodeJS.ErrnoException).code)
    if (!hasNone || (await isThere(target))) throw thrown
    return rename(part, target)
  }
  await rm(part, { force: true })
}

/** The failure to give a complete download its name. */
export function notNamed(
  { host, path }: FilePlace,
  target: string,
  thrown: unknown,
  options: TransferOptions,
): FailureError {
  return new FailureError({
    ...{
      kind: 'refused',
      host,
      namesHost: true,
      what: `${host}:${path} was fetched, but could not be renamed to ${target} on this machine.`,
    },
    why: localReason(thrown),
    hint: `Check whether you may write to ${dirname(target)} and replace ${target}. ${continueHint(options)}`,
  })
}

export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

export function alreadyThere(target: string): FailureError {
  const what = `${target} already exists on this machine.`
  return new FailureError({
    kind: 'refused',
    what,
    hint: 'Choose another name. --force replaces a file, but never a directory.',
  })
}

/** The failure to create a file or directory into which a download is written. */
export function notCreated(target: string, thrown: unknown): FailureError {
  const what = `Nothing can be created in the directory of ${target} on this machine.`
  const hint = 'Choose another directory, or check its permissions and the space that is left.'
  return new FailureError({ kind: 'refused', what, why: localReason(thrown), hint })
}
