import { existsSync, mkdirSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expandHome } from '../../disk/own-directory.ts'
import { type BenchmarkCase, caseName } from '../../state/benchmarks/benchmark.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { cacheDirectory } from '../files/cache.ts'
import { withLock } from '../state-file/lock.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import { ask, git } from '../workspace/git.ts'

/** The repositories that cases name, on this machine. */
export interface Repositories {
  /** The commit that a case starts from. @throws FailureError that names the case. */
  begin(one: BenchmarkCase): Promise<string>
  /** A bundle of one commit with the tree of `sha` and without parents, so that the agent does not get the history. */
  bundle(one: BenchmarkCase, sha: string): Promise<Uint8Array>
  /**
   * A git bundle of one commit with only the verifier's files, such as hidden tests, which are added when the agent's
   * work is checked. The case names these files and the commit that has them; null: it names none.
   */
  verifierBundle(one: BenchmarkCase): Promise<Uint8Array | null>
  /** The case's repository on the local machine: the user's own repository if the case names a path, else a clone. */
  directory(one: BenchmarkCase): Promise<string>
  isOwn(one: BenchmarkCase): boolean
  /** The local path that a case names, also as a file URL. null: it names no path. */
  path(one: BenchmarkCase): string | null
}

/** The repositories of a benchmark. `base` is the directory of the benchmark file, from which relative paths start. */
export function createRepositories(env: NodeJS.ProcessEnv, base: string): Repositories {
  const cloned = new Map<string, Promise<string>>()
  const bundles = new Map<string, Promise<Uint8Array>>()

  function directory(one: BenchmarkCase): Promise<string> {
    const path = pathOf(one.repo, base)
    if (path !== null) return Promise.resolve(path)
    const known = cloned.get(one.repo)
    if (known) return known
    const clone = cloneTo(cacheDirectory(env), one)
    cloned.set(one.repo, clone)
    return clone
  }

  async function commit(one: BenchmarkCase, written: string): Promise<string> {
    const at = await directory(one)
    if (!existsSync(at) || (await ask(['rev-parse', '--git-dir'], { directory: at })) === null)
      throw wrong(one, `${at} is not a git repository`, 'Correct `repo` in the benchmark file.')
    const names = pathOf(one.repo, base) === null ? [`origin/${written}`, written] : [written]
    for (const name of names) {
      const found = await ask(['rev-parse', '-q', '--verify', `${name}^{commit}`], {
        directory: at,
      })
      if (found) return found
    }
    if (written === 'HEAD')
      throw wrong(one, `the repository ${at} has no commit yet`, 'Make a commit in the repository.')
    const why = `the repository ${at} on this machine has no branch, tag or commit ${written}`
    // Only cases in the format of SWE-bench have files of a verifier. They name commits instead of a branch.
    const hint = one.verifierFiles
      ? 'Correct `bugCommit` or `fixCommit` of the case.'
      : 'No case was started. Correct `base_branch` in the benchmark file.'
    throw wrong(one, why, hint)
  }

  function once(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = bundles.get(key)
    if (known) return known
    const made = make()
    bundles.set(key, made)
    return made
  }

  return {
    directory,
    isOwn: one => pathOf(one.repo, base) !== null,
    path: one => pathOf(one.repo, base) ?? pathOfUrl(one),
    begin: one => commit(one, one.base ?? 'HEAD'),
    bundle: (one, sha) =>
      once(sha, async () => {
        const at = await directory(one)
        const tree = await git(['rev-parse', `${sha}^{tree}`], { directory: at })
        return bundleOf(at, async () => tree.trim())
      }),
    async verifierBundle(one) {
      const { verifierFiles } = one
      if (!verifierFiles) return null
      const { paths } = verifierFiles
      const at = await directory(one)
      const sha = await commit(one, verifierFiles.commit)
      return once(JSON.stringify([sha, paths]), async () => {
        const listed = await filesAt(at, one, sha, paths)
        return bundleOf(at, scratch => treeOfFiles(listed, scratch))
      })
    },
  }
}

/** The local path of a repository. null: the repository has to be cloned. */
function pathOf(repo: string, base: string): string | null {
  const path = expandHome(repo)
  if (isAbsolute(path)) return path
  if (/^\.\.?(\/|$)/.test(repo)) return resolve(base, repo)
  return null
}

/** The local path in a file URL; null: not a file URL. @throws FailureError if the URL names no local path. */
function pathOfUrl(one: BenchmarkCase): string | null {
  if (!/^file:/i.test(one.repo)) return null
  try {
    return fileURLToPath(one.repo)
  } catch (thrown) {
    throw wrong(
      one,
      `${one.repo} is not a path on this machine: ${reasonOf(thrown)}`,
      'Correct `repo` in the benchmark file.',
    )
  }
}

/** Whether the text is ORG/NAME of a repository on GitHub. */
const isShort = (repo: string) => /^[\w.-]+\/[\w.-]+$/.test(repo)

function urlOf({ repo }: BenchmarkCase): string {
  return isShort(repo) ? `https://github.com/${repo}.git` : repo
}

/** Clones the case's repository into the cache, in full and without a work tree, or fetches into an existing clone. */
async function cloneTo(cache: string, one: BenchmarkCase): Promise<string> {
  const { repo } = one
  if (!isShort(repo) && !/^(?:https?|ssh|git|file):\/\/|^[\w.-]+@[\w.-]+:/.test(repo))
    throw wrong(
      one,
      `${repo} is not a path, a URL or ORG/NAME`,
      'Correct `repo` in the benchmark file.',
    )
  const url = urlOf(one)
  const name = repo
    .replace(/^\w+:\/\//, '')
    .replaceAll(/[^\w.-]+/g, '_')
    .replace(/^[._]+/, '')
  const root = join(cache, 'repositories')
  const place = join(root, name)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  return withLock(
    join(root, `${name}.lock`),
    async () => {
      if (!existsSync(place)) {
        const made = await mkdtemp(join(root, '.clone-'))
        try {
          await git(['init', '-q', '--bare', '--template=', '.'], { directory: made })
          await git(['config', 'remote.origin.url', url], { directory: made })
          await fetchAll(made, one)
          await rename(made, place)
        } finally {
          await rm(made, { recursive: true, force: true })
        }
      } else await fetchAll(place, one)
      return place
    },
    { deadline: 1_200_000 },
  )
}

async function fetchAll(place: string, one: BenchmarkCase): Promise<void> {
  const specs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
  try {
    await git(['fetch', '-q', '--no-tags', 'origin', ...specs], { directory: place })
    const said = await git(['ls-remote', '--symref', 'origin', 'HEAD'], { directory: place })
    const [, head] = /^ref: refs\/heads\/(\S+)\tHEAD/m.exec(said) ?? []
    if (head !== undefined)
      await git(['symbolic-ref', 'HEAD', `refs/remotes/origin/${head}`], { directory: place })
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    throw wrong(
      one,
      thrown.failure.why ?? thrown.failure.what,
      `Check that git can fetch the repository: \`git ls-remote ${quoteWord(urlOf(one))}\`.`,
    )
  }
}

const AUTHOR = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap(role => [
    [`GIT_${role}_NAME`, 'benchmark'],
    [`GIT_${role}_EMAIL`, 'benchmark@localhost'],
    [`GIT_${role}_DATE`, '2000-01-01T00:00:00Z'],
  ]),
)

type Scratch = { readonly directory: string; readonly env: Readonly<Record<string, string>> }

/**
 * A bundle of one commit with the tree that `tree` returns. The bundle is made in a scratch repository that reads the
 * objects of `repository`, so nothing is written to `repository`.
 */
async function bundleOf(
  repository: string,
  tree: (scratch: Scratch) => Promise<string>,
): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'fleetmux-bench-'))
  try {
    const theirs = { directory: repository }
    const objects = await git(['rev-parse', '--git-path', 'objects'], theirs)
    const sha256 = (await ask(['rev-parse', '--show-object-format'], theirs)) === 'sha256'
    const kind = sha256 ? ['--object-format=sha256'] : []
    await git(['init', '-q', '--bare', '--template=', ...kind, '.'], { directory })
    const env = { GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(repository, objects.trim()) }
    const made = await tree({ directory, env })
    const words = ['commit-tree', made, '-m', 'The beginning']
    const commit = (await git(words, { directory, env: { ...env, ...AUTHOR } })).trim()
    await git(['update-ref', 'refs/heads/base', commit], { directory, env })
    await git(['bundle', 'create', '-q', 'out.bundle', 'refs/heads/base'], { directory, env })
    return await readFile(join(directory, 'out.bundle'))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A git tree of only these paths, as of a commit. */
async function filesAt(
  repository: string,
  one: BenchmarkCase,
  sha: string,
  paths: readonly string[],
): Promise<string> {
  const words = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', sha, '--', ...paths]
  const listed = await git(words, { directory: repository })
  if (listed !== '') return listed
  const why = `the commit ${sha} does not contain ${paths.join(' ')}`
  throw wrong(one, why, 'Correct `testPath` of the case.')
}

async function treeOfFiles(listed: string, { directory, env }: Scratch): Promise<string> {
  const own = { ...env, GIT_INDEX_FILE: join(directory, 'verifier-index') }
  await git(['update-index', '-z', '--index-info'], { directory, env: own, stdin: listed })
  return (await git(['write-tree'], { directory, env: own })).trim()
}

function wrong(one: BenchmarkCase, why: string, hint: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `The case ${caseName(one)} cannot be started.`,
    why,
    hint,
  })
}
