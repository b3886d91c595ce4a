/** What `git status --porcelain=v1 -z` says below a directory: two letters for each path, both as Latin-1 bytes. */
export interface GitState {
  /** The directory in its repository: empty, or ending with `/`. */
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
    // Behind a renamed or copied path stands the one that it had.
    if (/[RC]/.test(letters)) at++
  }
  return { prefix, paths }
}

/** Conflicts first, then what is changed in the index, in the tree, and what git does not know. */
const RANKS = [/U|AA|DD/, /^[MTADRC]/, /^ [MTD]/, /\?\?/]

/** States of the names in the directory: of a directory the most important of what is in it. */
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
