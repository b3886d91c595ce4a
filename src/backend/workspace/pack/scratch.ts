import { copyFile, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ask, git } from '../git.ts'
import type { Repository } from './repository.ts'

/** Refs of a scratch repository in addition to the user's branches. */
export const refs = {
  head: 'refs/fleetmux/head',
  uncommitted: 'refs/fleetmux/uncommitted',
} as const

/**
 * Creates a bare repository in an empty directory. It uses the objects of the repository at `root` and has a copy of
 * its index. Resolves with the content of the repository's file `shallow` (empty: complete history) and its object
 * format (empty: sha1).
 */
export async function makeScratch(
  root: string,
  scratch: string,
  signal?: AbortSignal,
): Promise<{ shallow: string; format: string }> {
  const theirs = { directory: root, signal }
  const path = async (name: string) =>
    resolve(root, (await git(['rev-parse', '--git-path', name], theirs)).replace(/\n$/, ''))
  const said = await ask(['rev-parse', '--show-object-format'], theirs)
  const format = said === 'sha256' ? said : ''
  const kind = format ? [`--object-format=${format}`] : []
  await git(['init', '-q', '--bare', '--template=', ...kind, '.'], { directory: scratch, signal })
  const objects = await path('objects')
  await writeFile(join(scratch, 'objects', 'info', 'alternates'), `${objects}\n`)
  await orMissing(copyIndex(await path('index'), join(scratch, 'their-index')))
  const shallow = (await orMissing(readFile(await path('shallow'), 'utf8'))) ?? ''
  if (shallow) await writeFile(join(scratch, 'shallow'), shallow)
  return { shallow, format }
}

/**
 * Commits all uncommitted changes, with a copy of the index, in the scratch repository only: new objects go to the
 * scratch directory. null: nothing differs from HEAD.
 */
export async function commitRest(
  { root, head, embedded }: Repository,
  scratch: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const env = {
    GIT_INDEX_FILE: join(scratch, 'their-index'),
    GIT_OBJECT_DIRECTORY: join(scratch, 'objects'),
    ...author,
  }
  const place = { directory: root, env, signal }
  const left = embedded.map(each => `:(exclude,literal)${each.replace(/\/$/, '')}`)
  await git([...asTheyAre, 'add', '-A', '--', '.', ...left], place)
  const tree = (await git(['write-tree'], place)).trim()
  if (tree === (await git(['rev-parse', `${head}^{tree}`], place)).trim()) return null
  const words = ['-p', head, '-m', 'What was not committed']
  return (await git(['commit-tree', tree, ...words], place)).trim()
}

/**
 * git options that disable LFS filters, which would write to the user's repository. The content of the files is stored
 * instead.
 */
const asTheyAre = [
  'filter.lfs.clean=',
  'filter.lfs.process=',
  'filter.lfs.required=false',
  'core.safecrlf=false',
  'advice.addEmbeddedRepo=false',
].flatMap(setting => ['-c', setting])

/** Author of the commit with the uncommitted changes. The host undoes this commit, so it needs no real author. */
const author = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap(role => [
    [`GIT_${role}_NAME`, 'fleetmux'],
    [`GIT_${role}_EMAIL`, 'fleetmux@localhost'],
  ]),
)

/** Sets the refs to pack: the branch (or HEAD), the uncommitted changes, and the tags in their history. */
export async function writeRefs(
  root: string,
  scratch: string,
  chosen: { branch: string | null; base: string; uncommitted: string | null },
  signal?: AbortSignal,
): Promise<void> {
  const { branch, base, uncommitted } = chosen
  const words = ['for-each-ref', '--format=create %(refname) %(objectname)', '--merged', base]
  const tags = await git([...words, 'refs/tags'], { directory: root, signal })
  const head = branch === null ? refs.head : `refs/heads/${branch}`
  const top = uncommitted ? `create ${refs.uncommitted} ${uncommitted}\n` : ''
  const stdin = `create ${head} ${base}\n${top}${tags}`
  await git(['update-ref', '--stdin'], { directory: scratch, stdin, signal })
}

/**
 * Copies the index with its modification time. If a file's stat data is unchanged, git compares its content only if the
 * file is not older than the index: with a newer copy, git would miss changes made at the moment in which the original
 * index was written. An older copy would only cost time.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from)
  await copyFile(from, to)
  const second = Math.floor(mtimeMs / 1000)
  await utimes(to, second, second)
}

async function orMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}
