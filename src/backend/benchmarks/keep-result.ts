import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Cell } from '../../state/benchmarks/cell.ts'
import { ask, git } from '../workspace/git.ts'

/**
 * Implements the setting `merge_on_pass`: stores the passed work as a new branch of the repository, with one commit on
 * the case's start commit. Existing branches and checkouts do not change, because several models may pass and the user
 * has to choose. Resolves with the branch; null: the branch existed already, or nothing changed.
 */
export async function keepResult(
  repository: string,
  benchmark: string,
  { model, case: one, attempt, sha }: Cell,
  patch: Uint8Array,
): Promise<string | null> {
  if (patch.length === 0) return null
  const branch = `fleetmux/benchmarks/${benchmark}/${one.suite}/${one.id}/${model.key}-${attempt}`
  const place = { directory: repository }
  const known = await ask(['rev-parse', '-q', '--verify', `refs/heads/${branch}`], place)
  if (known !== null) return null
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-bench-'))
  try {
    const env = { GIT_INDEX_FILE: join(scratch, 'index') }
    const own = { ...place, env }
    await git(['read-tree', sha], own)
    const words = ['apply', '--cached', '--whitespace=nowarn', '-']
    await git(words, { ...own, stdin: Readable.from([patch]) })
    const tree = (await git(['write-tree'], own)).trim()
    const message = `${one.suite}/${one.id}: what ${model.name} has done`
    const author = { GIT_AUTHOR_NAME: model.name, GIT_COMMITTER_NAME: 'fleetmux', ...MAILS }
    const commit = await git(['commit-tree', tree, '-p', sha, '-m', message], {
      ...place,
      env: { ...env, ...author },
    })
    // If two processes create the ref at the same time, the second one fails because the ref exists.
    await git(['update-ref', `refs/heads/${branch}`, commit.trim(), ''], place)
    return branch
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const MAILS = {
  GIT_AUTHOR_EMAIL: 'benchmark@localhost',
  GIT_COMMITTER_EMAIL: 'fleetmux@localhost',
}
