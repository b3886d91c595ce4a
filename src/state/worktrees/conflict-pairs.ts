/** The changes of one worktree session, as needed to find conflicts with other sessions. */
export interface Change {
  readonly host: string
  readonly id: string
  readonly name: string
  /** Identifies the repository: the same text for all clones of it. */
  readonly origin: string
  /** The directory of the repository's git objects on the host. */
  readonly store: string
  readonly branch: string
  readonly head: string
  readonly paths: readonly string[]
}

/** Two sessions that change the same files. */
export interface Overlap {
  readonly one: Change
  readonly other: Change
  readonly paths: readonly string[]
}

export interface Conflict {
  readonly one: Pick<Change, 'host' | 'id' | 'name' | 'branch' | 'head'>
  readonly other: Pick<Change, 'host' | 'id' | 'name' | 'branch' | 'head'>
  /** Files that both sessions change. */
  readonly paths: readonly string[]
  /** Files that git cannot merge; null: the merge could not be tried. */
  readonly files: readonly string[] | null
  readonly why: string
}

/**
 * All pairs of sessions of one repository that change the same file. Each file is looked up once, so hundreds of
 * sessions that change different files cost little.
 */
export function overlaps(changes: readonly Change[]): readonly Overlap[] {
  const byFile = new Map<string, number[]>()
  for (const [at, { origin, paths }] of changes.entries())
    for (const path of paths) {
      const key = `${origin}\n${path}`
      const known = byFile.get(key)
      if (known) known.push(at)
      else byFile.set(key, [at])
    }
  const pairs = new Map<string, { a: number; b: number; paths: string[] }>()
  for (const [key, members] of byFile)
    for (const [nth, a] of members.entries())
      for (const b of members.slice(nth + 1)) {
        const pair = pairs.get(`${a} ${b}`) ?? { a, b, paths: [] }
        pair.paths.push(key.slice(key.indexOf('\n') + 1))
        pairs.set(`${a} ${b}`, pair)
      }
  return [...pairs.values()].flatMap(({ a, b, paths }) => {
    const [one, other] = [changes[a], changes[b]]
    return one && other && one.head !== other.head ? [{ one, other, paths }] : []
  })
}

/** A key of two commits, independent of their order. */
export function pairKey({ one, other }: Pick<Overlap, 'one' | 'other'>): string {
  return [one.head, other.head].toSorted().join('-')
}
