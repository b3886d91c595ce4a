/** Output of `git status --porcelain=v1 -z` for a directory: two letters for each path. Bytes are read as Latin-1. */
export interface GitState {
  /** The directory, relative to its repository: empty, or ending with `/`. */
  readonly prefix: string
  readonly paths: ReadonlyMap<string, string>
}

export function readGitState(prefix: string, status: string): GitState {
  const paths = new Map<string, string>()
  const parts = status.split('\0')
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    if (!/^[ MTADRCU?!]{2} ./s.test(part)) continue
    const letters = part.slice(0, 2)
    paths.set(part.slice(3), letters)
    // In git's output, the new path of a renamed or copied file is followed by its old path, which is skipped.
    if (/[RC]/.test(letters)) at++
  }
  return { prefix, paths }
}

/** The states in order of importance: conflicts, changes in the index, changes in the worktree, untracked files. */
const RANKS = [/U|AA|DD/, /^[MTADRC]/, /^ [MTD]/, /\?\?/]

/** The git states of the names in the directory; for a subdirectory the most important state of its files. */
export function gitStates({ prefix, paths }: GitState): ReadonlyMap<string, string> {
  const states = new Map<string, string>()
  for (const [path, letters] of paths) {
    if (!path.startsWith(prefix)) continue
    const name = path.slice(prefix.length).split('/')[0] ?? ''
    const before = states.get(name)
    if (before === undefined || rank(letters) < rank(before)) states.set(name, letters)
  }
  return states
}

function rank(letters: string): number {
  const found = RANKS.findIndex(pattern => pattern.test(letters))
  return found === -1 ? RANKS.length : found
}
