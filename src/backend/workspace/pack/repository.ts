import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import { ask, git, runGit } from '../git.ts'

/** The current state of a repository. Paths are relative to its root. */
export interface Repository {
  /** Absolute path of the root. */
  readonly root: string
  /** The checked-out branch; null if HEAD is detached. */
  readonly branch: string | null
  /** The commit of HEAD. */
  readonly head: string
  /** Tracked files that differ from HEAD. */
  readonly dirty: readonly string[]
  /** Files that git neither tracks nor ignores. */
  readonly untracked: readonly string[]
  /** Nested repositories that are not submodules: git does not include them. */
  readonly embedded: readonly string[]
  /** Submodules with uncommitted changes. */
  readonly dirtySubmodules: readonly string[]
}

/**
 * Inspects a repository without changing it, not even time stamps in the index.
 * @throws FailureError if it cannot be packed.
 */
export async function inspectRepository(
  directory: string,
  signal?: AbortSignal,
): Promise<Repository> {
  const root = await findRoot(resolve(directory), signal)
  const place = { directory: root, signal }
  const head = await ask(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], place)
  if (head === null) throw noCommit(root)
  const branch = await ask(['symbolic-ref', '-q', '--short', 'HEAD'], place)
  const status = ['status', '--porcelain=v2', '-z', '--untracked-files=all']
  const text = await git([...status, '--ignore-submodules=none', '--no-renames'], place)
  return { root, branch, head, ...parseStatus(text) }
}

/** Whether a directory is in a repository that has at least one commit. */
export async function isRepository(directory: string): Promise<boolean> {
  const found = await runGit(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { directory })
  return found.code === 0
}

async function findRoot(directory: string, signal?: AbortSignal): Promise<string> {
  const isThere = await stat(directory).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isThere) throw noRepository(directory, 'there is no such directory')
  const found = await runGit(['rev-parse', '--show-toplevel'], { directory, signal })
  // Remove only the last newline: the path itself may end with a newline.
  if (found.code === 0) return found.stdout.toString().replace(/\n$/, '')
  throw noRepository(directory, found.stderr.toString().trim())
}

/**
 * Parses git's porcelain v2 format. Finds the path by counting the fields before it, because the path may contain
 * spaces.
 */
function parseStatus(text: string) {
  const entries = text.split('\0').filter(entry => entry !== '')
  const untracked = entries.filter(entry => entry.startsWith('? ')).map(entry => entry.slice(2))
  const tracked = entries.flatMap(entry => {
    const match = /^(?:1 (?:\S+ ){7}|u (?:\S+ ){9})/.exec(entry)
    if (!match) return []
    return [{ path: entry.slice(match[0].length), submodule: entry.split(' ')[2] ?? '' }]
  })
  return {
    dirty: tracked.map(each => each.path),
    untracked: untracked.filter(path => !path.endsWith('/')),
    embedded: untracked.filter(path => path.endsWith('/')),
    dirtySubmodules: tracked
      .filter(each => /^S.*[CMU]/.test(each.submodule))
      .map(each => each.path),
  }
}

function noRepository(directory: string, why: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${directory} is not a git repository with a work tree.`,
    why,
    hint: 'Change to the directory of a repository, or name one with --repo DIR.',
  })
}

function noCommit(root: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${root} has no commit yet, so there is nothing to send.`,
    hint: 'Make a first commit: `git commit`.',
  })
}
