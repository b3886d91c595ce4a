import { type Clean, clean, says } from '../text/clean.ts'

/** A fact that prevents a merge, or that the user should know before it. */
export interface Finding {
  readonly code: string
  readonly level: 'block' | 'warn' | 'info'
  readonly text: Clean
  readonly files?: readonly Clean[]
}

type Words = readonly [Finding['level'], (detail: string) => Clean]

/** The texts for findings of a host. An unknown code is shown unchanged. */
const FINDINGS: Readonly<Record<string, Words>> = {
  oldGit: ['block', each => says`Its git is ${each}; merging needs 2.38 or newer.`],
  noWorktree: [
    'block',
    each => says`The worktree ${each} is gone. \`work restore\` or \`work clean\` helps.`,
  ],
  running: ['block', each => says`Something goes on in it: ${each}.`],
  interrupted: [
    'block',
    each => says`An operation was interrupted: ${each}. \`work continue\` goes on with it.`,
  ],
  rebasing: ['block', () => says`A rebase waits for \`work continue\` or \`work abort\`.`],
  foreign: [
    'block',
    each => says`Somebody else has begun a ${each} in the worktree; it is theirs to end.`,
  ],
  dirty: ['block', each => says`${each} changed files are not committed.`],
  detached: [
    'block',
    each => says`HEAD of the worktree is ${each}, not on the branch of the session.`,
  ],
  nothing: ['block', () => says`The branch has no commit that its base has not.`],
  noBase: ['block', each => says`There is no branch ${each} to merge into.`],
  conflict: [
    'block',
    each => says`It is in conflict with ${each}: \`work rebase\` brings that up, to be resolved.`,
  ],
  targetDirty: [
    'block',
    each => says`The branch is checked out in ${each}, which has changes that are not committed.`,
  ],
  target: [
    'info',
    each => says`The branch is checked out in ${each}: its files will be moved forward.`,
  ],
  contained: ['info', () => says`All of it is in the base already.`],
  behind: ['warn', each => says`The base has ${each} commits that the branch has not.`],
  testFailed: ['warn', each => says`The script of the last iteration: ${each}.`],
  commitFailed: ['warn', () => says`The last iteration could not be committed.`],
  noIdentity: [
    'warn',
    each => says`git knows no name and address there: commits are made as ${each}.`,
  ],
  hooks: ['info', each => says`Hooks run at a commit: ${each}.`],
  lfs: ['warn', () => says`The repository uses LFS: large files are there as pointers only.`],
  noLfs: ['warn', () => says`The repository uses LFS, and git-lfs is not installed there.`],
  submodules: [
    'warn',
    each => says`${each} submodules are empty; \`work new --submodules\` fills them.`,
  ],
  shallow: [
    'warn',
    () =>
      says`The repository is shallow: its history ends early, and a merge may not find where the branches part.`,
  ],
  partial: ['info', () => says`The repository is a partial clone: git fetches what it needs.`],
  folding: ['info', () => says`Its disk does not tell upper from lower case in names.`],
  secret: ['block', each => says`The branch holds ${each}, which was copied by .worktreeinclude.`],
}

/** The finding for a line `CODE DETAIL` of a host. `files`: the files of a conflict, from the lines after it. */
export function findingOf(code: string, detail: string, files: readonly string[] = []): Finding {
  const [level, words] = FINDINGS[code] ?? ['warn', (each: string) => says`${code}: ${each}`]
  return {
    ...{ code: clean(code), level, text: words(detail) },
    ...(files.length > 0 && { files: files.map(each => clean(each)) }),
  }
}
