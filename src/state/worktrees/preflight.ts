import { type Clean, clean, says } from '../text/clean.ts'
import { counted } from '../text/counted.ts'

/** A fact that prevents a merge, or that the user should know before it. */
export interface Finding {
  readonly code: string
  readonly level: 'block' | 'warn' | 'info'
  readonly text: Clean
  readonly files?: readonly Clean[]
}

type Words = readonly [Finding['level'], (detail: string) => Clean]

/** The level and the text of each finding that a host may report. An unknown code is shown unchanged. */
const FINDINGS: Readonly<Record<string, Words>> = {
  oldGit: [
    'block',
    each => says`git on the host is ${each}, but merging needs 2.38 or newer. Update git there.`,
  ],
  noWorktree: [
    'block',
    each =>
      says`The worktree ${each} no longer exists. Create the worktree again from its branch with \`fleetmux work continue ID\`, or remove the session with \`fleetmux work clean ID\`.`,
  ],
  running: [
    'block',
    each => says`Another operation is running in this session: ${each}. Wait until it has ended.`,
  ],
  interrupted: [
    'block',
    each =>
      says`An operation was interrupted: ${each}. To continue the operation: \`fleetmux work continue ID\`.`,
  ],
  rebasing: [
    'block',
    () =>
      says`A rebase is in progress. Finish the rebase with \`fleetmux work continue ID\`, or cancel it with \`fleetmux work abort ID\`.`,
  ],
  foreign: [
    'block',
    each => says`Somebody else started a ${each} in the worktree. Finish or abort it with git.`,
  ],
  dirty: [
    'block',
    each =>
      says`The worktree has ${counted(Number(each), 'file')} with uncommitted changes. Commit or discard them there first.`,
  ],
  detached: [
    'block',
    each =>
      says`HEAD of the worktree is ${each}, not on the branch of the session. Check out the branch there.`,
  ],
  nothing: [
    'block',
    () => says`The branch has no commit that is not in its base, so there is nothing to merge.`,
  ],
  noBase: [
    'block',
    each => says`The repository has no branch ${each} to merge into. Create the branch first.`,
  ],
  conflict: [
    'block',
    each =>
      says`The branch conflicts with ${each}. To resolve the conflicts, start with \`fleetmux work rebase ID\`.`,
  ],
  targetDirty: [
    'block',
    each =>
      says`The target branch is checked out in ${each}, which has uncommitted changes. Commit or discard them there first.`,
  ],
  target: [
    'info',
    each =>
      says`The target branch is checked out in ${each}: the merge will update the files there.`,
  ],
  contained: ['info', () => says`The base already contains all changes of the branch.`],
  behind: [
    'warn',
    each => says`The base has ${counted(Number(each), 'commit')} that the branch does not have.`,
  ],
  testFailed: ['warn', each => says`The result of the script of the last iteration: ${each}.`],
  commitFailed: [
    'warn',
    () =>
      says`The changes of the last iteration could not be committed: they are in the worktree, uncommitted.`,
  ],
  noIdentity: [
    'warn',
    each => says`git on the host has no user.name and user.email: commits are made as ${each}.`,
  ],
  hooks: ['info', each => says`git hooks run at each commit: ${each}.`],
  lfs: [
    'warn',
    () => says`The repository uses LFS: the worktree has only pointers of large files.`,
  ],
  noLfs: ['warn', () => says`The repository uses LFS, but git-lfs is not installed on the host.`],
  submodules: [
    'warn',
    each =>
      says`The worktree has ${counted(Number(each), 'empty submodule')}. To fetch submodules, create the session with \`fleetmux work new --submodules\`.`,
  ],
  shallow: [
    'warn',
    () =>
      says`The repository is a shallow clone: a merge may not find the common commit of the two branches.`,
  ],
  partial: [
    'info',
    () => says`The repository is a partial clone: git fetches missing files when it needs them.`,
  ],
  folding: [
    'info',
    () => says`The disk of the host does not distinguish upper and lower case in file names.`,
  ],
  secret: [
    'block',
    each =>
      says`The branch contains ${each}, a file that .worktreeinclude copied and that may be secret. Remove the file from the commits of the branch first.`,
  ],
}

/**
 * Makes a finding (an obstacle to a merge, or a warning) from a line `found CODE DETAIL` of the host. `files`: the
 * files of a conflict, which the lines after it name.
 */
export function findingOf(code: string, detail: string, files: readonly string[] = []): Finding {
  const [level, words] = FINDINGS[code] ?? ['warn', (each: string) => says`${code}: ${each}`]
  return {
    ...{ code: clean(code), level, text: words(detail) },
    ...(files.length > 0 && { files: files.map(each => clean(each)) }),
  }
}
