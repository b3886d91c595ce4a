import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Change } from '../../state/worktrees/conflict-pairs.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { git, runGit } from '../workspace/git.ts'
import { bundleScript } from './conflict-scripts.ts'

/** Timeout for creating a bundle, in milliseconds. */
const DEADLINE = 120_000
/** Maximum commits that are sent to a host as already present on the local machine. */
const MOST_HAVES = 50

/**
 * Bare repositories on the local machine that hold commits of several hosts: one for all repositories with the same
 * first commit (`origin`). They are never checked out.
 */
export interface ObjectCache {
  /**
   * Fetches the head commit of a session's branch from its host, unless the cache has it. Resolves with the directory
   * of the local repository that holds the commit.
   */
  bring(
    transport: Transport,
    change: Pick<Change, 'id' | 'origin' | 'head' | 'branch'>,
  ): Promise<string>
}

const CHECK = 'On the host, check the repository with `git fsck`.'

export function createObjectCache(environment: NodeJS.ProcessEnv): ObjectCache {
  const root = join(ownDirectory('XDG_CACHE_HOME', environment), 'worktrees')
  /** The last fetch into each repository, for which the next one waits. */
  const turns = new Map<string, Promise<unknown>>()

  async function open(origin: string): Promise<string> {
    if (!/^[0-9a-f]{40,64}$/.test(origin))
      throw new FailureError({
        kind: 'refused',
        what: 'A branch could not be copied to this machine.',
        why: 'its host did not report the first commit of the repository',
        hint: CHECK,
      })
    const directory = join(root, `${origin}.git`)
    if (existsSync(join(directory, 'HEAD'))) return directory
    await mkdir(root, { recursive: true, mode: 0o700 })
    const format = origin.length === 64 ? ['--object-format=sha256'] : []
    await git(['init', '-q', '--bare', ...format, directory], { directory: root })
    return directory
  }

  async function fetch(
    transport: Transport,
    directory: string,
    { id, head, branch }: Pick<Change, 'id' | 'head' | 'branch'>,
  ): Promise<void> {
    const known = await runGit(['cat-file', '-e', `${head}^{commit}`], { directory })
    if (known.code === 0) return
    const refs = await git(['for-each-ref', '--format=%(objectname)', `--count=${MOST_HAVES}`], {
      directory,
    })
    const haves = refs.split('\n').filter(Boolean)
    const { argv, first } = sendUnseen(bundleScript, 'fleetmux', [id, ...haves])
    const result = await transport.run(argv, { first, deadline: DEADLINE })
    if (result.code !== 0)
      throw new FailureError({
        ...{
          kind: 'remote',
          host: transport.host,
          what: `The branch ${branch} could not be copied to this machine.`,
        },
        why:
          result.stderr.toString('utf8').trim() ||
          `the host gave no reason, only the exit code ${result.code}`,
        hint: CHECK,
      })
    const scratch = await mkdtemp(join(root, 'bundle-'))
    try {
      const file = join(scratch, 'bundle')
      await writeFile(file, result.stdout, { mode: 0o600 })
      // fsck checks objects from a host, and the commit gets a ref name that the host cannot choose.
      const checks = ['-c', 'fetch.fsckObjects=true', '-c', 'transfer.fsckObjects=true']
      const spec = `+refs/heads/${branch}:refs/fleetmux/heads/${id}`
      await git([...checks, 'fetch', '-q', '--no-tags', '--no-write-fetch-head', file, spec], {
        directory,
      })
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }

  return {
    async bring(transport, change) {
      const directory = await open(change.origin)
      const turn = (turns.get(directory) ?? Promise.resolve()).then(() =>
        fetch(transport, directory, change),
      )
      // The next fetch waits for this fetch, even if this fetch fails.
      turns.set(
        directory,
        turn.then(undefined, () => {}),
      )
      await turn
      return directory
    },
  }
}
