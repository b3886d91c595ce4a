import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import { ask } from '../git.ts'
import type { Progress } from '../progress.ts'
import { inspectRepository, type Repository } from './repository.ts'
import { commitRest, makeScratch, writeRefs } from './scratch.ts'

export interface Choice {
  /** Name of the local branch to pack. Default: the checked-out branch. */
  readonly branch?: string | undefined
  /** Whether changed and untracked files are included; default true. Only possible for the checked-out branch. */
  readonly uncommitted?: boolean | undefined
}

/**
 * A branch of a repository, with its uncommitted changes if wanted. It is stored in a temporary repository that uses
 * the objects of the user's repository.
 */
export interface Snapshot {
  readonly root: string
  /** Path of the bare scratch repository. All its refs are included in the bundle. */
  readonly gitDirectory: string
  /** The chosen branch; null if HEAD is detached. */
  readonly branch: string | null
  /** The chosen commit. The results of a session are the commits after this commit. */
  readonly base: string
  /** A commit on top of `base` with the uncommitted changes; null if there are no uncommitted changes. */
  readonly uncommitted: string | null
  /** Content of git's file `shallow`; '' if the history is complete. */
  readonly shallow: string
  /** The object format: `sha256`, or '' for the default format. */
  readonly format: string
  /** Warnings for the user. */
  readonly notes: readonly string[]
  remove(): Promise<void>
}

/**
 * Stores the branch, and its uncommitted changes if wanted, in a temporary repository. The user's index, work tree,
 * refs, reflogs and objects stay unchanged.
 * @throws FailureError if the repository cannot be packed.
 */
export async function takeSnapshot(
  directory: string,
  { branch, uncommitted = true }: Choice,
  { signal }: Progress,
): Promise<Snapshot> {
  const repository = await inspectRepository(directory, signal)
  const chosen = await choose(repository, branch, signal)
  const wanted = uncommitted && chosen.isCurrent
  if (wanted) refuseSubmodules(repository)
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-pack-'))
  const remove = () => rm(scratch, { recursive: true, force: true })
  try {
    const made = await makeScratch(repository.root, scratch, signal)
    const top = wanted ? await commitRest(repository, scratch, signal) : null
    await writeRefs(repository.root, scratch, { ...chosen, uncommitted: top }, signal)
    const { branch: name, base } = chosen
    const notes = notesOf(repository, chosen.isCurrent, uncommitted)
    const where = { root: repository.root, gitDirectory: scratch }
    return { ...where, branch: name, base, uncommitted: top, ...made, notes, remove }
  } catch (thrown) {
    await remove()
    throw thrown
  }
}

async function choose({ root, branch, head }: Repository, wish?: string, signal?: AbortSignal) {
  if (wish === undefined || wish === branch) return { branch, base: head, isCurrent: true }
  const ref = `refs/heads/${wish}^{commit}`
  const base = await ask(['rev-parse', '-q', '--verify', ref], { directory: root, signal })
  if (base !== null) return { branch: wish, base, isCurrent: false }
  const what = `${root} has no branch ${wish}.`
  throw new FailureError({ kind: 'missing', what, hint: '`git branch` shows the branches.' })
}

function refuseSubmodules({ dirtySubmodules }: Repository): void {
  if (dirtySubmodules.length === 0) return
  const [first = ''] = dirtySubmodules
  throw new FailureError({
    kind: 'refused',
    what: `Changes inside a submodule that are not committed here cannot be sent: ${dirtySubmodules.join(', ')}.`,
    why: 'a submodule is a repository of its own',
    hint: `Commit and push the changes in \`${first}\`, then commit the submodule here; or leave out all uncommitted changes (\`--committed-only\` of \`fleetmux start\` and \`exec\`).`,
  })
}

function notesOf(
  { dirty, untracked, embedded }: Repository,
  isCurrent: boolean,
  uncommitted: boolean,
): readonly string[] {
  const left = dirty.length + untracked.length
  const why = uncommitted
    ? 'uncommitted changes belong to the branch that is checked out'
    : 'as you asked'
  return [
    ...(left > 0 && !(isCurrent && uncommitted)
      ? [
          `${left === 1 ? '1 uncommitted file is' : `${left} uncommitted files are`} not sent: ${why}.`,
        ]
      : []),
    ...embedded.map(path => `${path} is not sent: it is a repository of its own.`),
  ]
}
