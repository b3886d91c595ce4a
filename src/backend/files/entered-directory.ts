import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readlink, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/**
 * An open directory. Files in it are named by way of the open directory, so that they stay in it even if another user
 * meanwhile renames or replaces the directory or one of its parents. Linux gives an open directory a path that always
 * leads to it; other systems do not, so its path without links is used.
 */
export interface EnteredDirectory {
  /**
   * A path of the directory, valid in this process and its children while the directory is open. On Linux
   * (/proc/PID/fd) it leads to the same directory even after a rename.
   */
  readonly way: string
  readonly handle: FileHandle
  /** The path of a file or subdirectory with this name, by way of the open directory. */
  at(name: string): string
  close(): Promise<void>
}

/** Maximum number of symbolic links on one path, as on Linux; more is an error. */
const MOST_LINKS = 40

/**
 * Enters a directory. A link that belongs to another user is followed only to a directory of that same user: otherwise
 * that user could redirect our writes to a directory that only we may write.
 * @throws FailureError
 */
export async function enterDirectory(path: string): Promise<EnteredDirectory> {
  const { real, links } = await walk(path).catch(thrown => {
    throw noDirectory(path, reasonOf(thrown))
  })
  const entered = await enter(real).catch(thrown => {
    throw noDirectory(path, reasonOf(thrown))
  })
  const { uid } = await entered.handle.stat()
  const foreign = links.find(link => link.uid !== uid)
  if (!foreign) return entered
  await entered.close()
  throw new FailureError({
    ...{ kind: 'refused', what: `Nothing is written to ${path}.` },
    why: `${foreign.path} is a symbolic link of another user (uid ${foreign.uid}) to a directory that is not that user's`,
    hint: `Name the place itself: ${real}`,
  })
}

const REPLACED = 'it was renamed or replaced meanwhile'

/** Linux's flag to open a directory that may be written, but not listed. Node has no name for it. */
const O_PATH = 0o10000000

/**
 * Enters a directory whose path contains no links. @throws as `fs` does, and if the directory was renamed or replaced
 * meanwhile.
 */
export async function enter(path: string): Promise<EnteredDirectory> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants
  const isLinux = process.platform === 'linux'
  const handle = await open(path, (isLinux ? O_PATH : O_RDONLY) | O_DIRECTORY | O_NOFOLLOW)
  const way = isLinux ? `/proc/${process.pid}/fd/${handle.fd}` : path
  // A path that begins with /proc leads through a directory that was entered before. It differs from the path that the
  // kernel reports, so the two are not compared.
  if (isLinux && !path.startsWith('/proc/') && !(await isWay(handle, await readlink(way), path))) {
    await handle.close()
    throw new Error(REPLACED)
  }
  return { way, handle, at: name => join(way, name), close: () => handle.close() }
}

/**
 * Whether the open directory is the one at `path`. `is`: the path that the kernel reports for the open directory; on a
 * file system that ignores case, its spelling may differ.
 */
export async function isWay(handle: FileHandle, is: string, path: string): Promise<boolean> {
  if (is === path) return true
  if (is.toLowerCase() !== path.toLowerCase()) return false
  const [found, named] = await Promise.all([handle.stat(), stat(path)])
  return found.dev === named.dev && found.ino === named.ino
}

interface Link {
  readonly path: string
  readonly uid: number
}

/** Resolves a path. `links`: those on it that belong neither to this user nor to root. */
async function walk(path: string): Promise<{ readonly real: string; readonly links: Link[] }> {
  const links: Link[] = []
  const left = path.split('/')
  let real = '/'
  for (let hops = 0; left.length > 0; ) {
    const step = left.shift() ?? ''
    if (step === '' || step === '.') continue
    if (step === '..') {
      real = dirname(real)
      continue
    }
    const next = join(real, step)
    const { uid, ...found } = await lstat(next).then(stats => ({
      uid: stats.uid,
      isLink: stats.isSymbolicLink(),
    }))
    if (!found.isLink) {
      real = next
      continue
    }
    if (++hops > MOST_LINKS) throw new Error('it is a link that leads in a circle')
    const to = await readlink(next)
    if (uid !== 0 && uid !== process.getuid?.()) links.push({ path: next, uid })
    if (to.startsWith('/')) real = '/'
    left.unshift(...to.split('/'))
  }
  return { real, links }
}

function noDirectory(path: string, why: string): FailureError {
  const hint =
    why === REPLACED
      ? 'Try again.'
      : 'Name a directory on this machine that exists and that you can write to.'
  return new FailureError({ kind: 'refused', what: `${path} cannot be written to.`, why, hint })
}
