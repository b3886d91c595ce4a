import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import { ask, type GitOptions, git, runGit } from '../git.ts'
import { countLines } from '../pack/count-lines.ts'
import { makeScratch } from '../pack/scratch.ts'
import type { Bundle } from './bundle.ts'
import { quoteName } from './ref-name.ts'
import { refusedResult } from './refused-result.ts'
import { RESULT_LIMITS } from './result-limit.ts'

/**
 * A bare repository in which data from a host is unpacked and checked. It reads the objects of the user's repository as
 * alternates. It has no refs, no work tree, and only fleetmux's configuration.
 */
export interface Quarantine {
  readonly host: string
  readonly directory: string
  /** The root of the user's repository. */
  readonly root: string
  readonly place: GitOptions
  /** git options for the user's repository with the new objects as alternates. */
  readonly both: GitOptions
}

export async function makeQuarantine(
  { host, root }: Pick<Quarantine, 'host' | 'root'>,
  scratch: string,
  signal?: AbortSignal,
): Promise<Quarantine> {
  const directory = join(scratch, 'quarantine')
  await mkdir(directory, { mode: 0o700 })
  await makeScratch(root, directory, signal)
  const lent = `"${join(directory, 'objects').replace(/["\\]/g, '\\$&')}"`
  return {
    host,
    directory,
    root,
    place: { directory, signal, env: { ...alone, HOME: scratch, XDG_CONFIG_HOME: scratch } },
    both: { directory: root, signal, env: { ...bounded, GIT_ALTERNATE_OBJECT_DIRECTORIES: lent } },
  }
}

/** Environment that makes git ignore replace refs and limits git's memory for one object. */
const bounded = {
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_ALLOC_LIMIT: RESULT_LIMITS.allocation,
} as const

/** Environment that makes git ignore all user and system configuration and attributes. */
const alone = {
  ...bounded,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '0',
  GIT_ATTR_NOSYSTEM: '1',
} as const

/** Indexes the pack of a bundle and checks every object (`fsck`). The bundle's refs are ignored. */
export async function indexPack(
  { host, place }: Quarantine,
  file: string,
  { packOffset }: Bundle,
): Promise<void> {
  const limit = `--max-input-size=${RESULT_LIMITS.bundle}`
  const words = ['-c', 'pack.threads=1', 'index-pack', '--stdin', '--fix-thin', '--strict', limit]
  const stdin = createReadStream(file, { start: packOffset })
  const { code, stderr } = await runGit(words, { ...place, stdin })
  if (code !== 0)
    throw refusedResult(host, `git on this machine rejects the objects: ${lastLine(stderr)}`)
}

/**
 * Checks commits from a host.
 * @throws FailureError if one is not a commit, or objects of its history or files are missing.
 */
export async function checkCommits(
  { host, place, both }: Quarantine,
  commits: readonly string[],
): Promise<void> {
  const stdin = commits.map(sha => `${sha}\n`).join('')
  if (stdin === '') return
  const format = '--batch-check=%(objectname) %(objecttype)'
  const types = (await git(['cat-file', format], { ...place, stdin })).split('\n')
  const bad = commits.find((sha, at) => types[at] !== `${sha} commit`)
  if (bad !== undefined)
    throw refusedResult(host, `${bad} is not a commit, or is missing in the data from the host`)
  const walk = ['rev-list', '--objects', '--quiet', '--stdin', '--not', '--all']
  const { code, stderr } = await runGit(walk, { ...both, stdin })
  if (code !== 0)
    throw refusedResult(host, `the data from the host is incomplete: ${lastLine(stderr)}`)
}

/**
 * `git diff --stat` of two commits, or why it is missing; '' if the base is not in the local repository or nothing
 * differs. `deadline`: time for each of its two steps, in milliseconds.
 */
export async function diffstat(
  { place }: Quarantine,
  { base, sha }: { readonly base: string; readonly sha: string },
  deadline: number = RESULT_LIMITS.diffstatTime,
): Promise<string> {
  if (base === '' || base === sha) return ''
  if ((await ask(['cat-file', '-e', `${base}^{commit}`], place)) === null) return ''
  try {
    return await compare(base, sha, { ...place, deadline })
  } catch (thrown) {
    // The commits are complete without it. An interrupted fetch also ends here, with the reason of its signal.
    const isLate = thrown instanceof FailureError && thrown.failure.kind === 'late'
    if (!isLate || place.signal?.aborted) throw thrown
    return `not compared: git took longer than ${deadline / 1000} s`
  }
}

async function compare(base: string, sha: string, place: GitOptions): Promise<string> {
  // Count the files first: a tree that contains itself repeatedly over many levels is small but has billions of files.
  const files = await countLines(['ls-tree', '-r', '--name-only', sha], RESULT_LIMITS.files, place)
  if (files === null) return `not compared: more than ${RESULT_LIMITS.files} files`
  const how = ['--no-color', '--no-ext-diff', '--no-textconv', '--submodule=short']
  const most = [`--stat=80`, `--stat-count=${RESULT_LIMITS.diffstat}`]
  const large = ['-c', `core.bigFileThreshold=${RESULT_LIMITS.compared}`]
  const { code, stdout } = await runGit([...large, 'diff', ...most, ...how, base, sha, '--'], place)
  return code === 0 ? stdout.toString().trimEnd() : 'not compared: git could not'
}

/** The line of git's output with the error. It may contain names that the host chose. */
function lastLine(stderr: Buffer): string {
  const lines = stderr
    .toString()
    .split('\n')
    .filter(line => line.trim() !== '')
  const line =
    lines.find(each => /^(?:fatal|error)/.test(each)) ?? lines.at(-1) ?? 'git gave no reason'
  return quoteName(line)
}
