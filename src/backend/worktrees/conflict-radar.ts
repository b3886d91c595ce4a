import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import {
  type Change,
  type Conflict,
  type Overlap,
  overlaps,
  pairKey,
} from '../../state/worktrees/conflict-pairs.ts'
import type { Transport } from '../transport/transport.ts'
import { runGit } from '../workspace/git.ts'
import { changesScript, pairsScript } from './conflict-scripts.ts'
import type { ObjectCache } from './object-cache.ts'
import { askHost } from './worktree-host.ts'

/**
 * Conflicting files of each pair of commits that was test-merged. Entries never become invalid, because commits never
 * change.
 */
export type TriedPairs = Map<string, readonly string[]>

/**
 * The last commit and the branch of each worktree session on a host, and the paths that its commits have changed since
 * its branch left the base branch. Sessions whose changes are all in the base branch are left out.
 */
export async function readChanges(transport: Transport): Promise<readonly Change[]> {
  const { host } = transport
  const changes: (Change & { readonly paths: string[] })[] = []
  for (const line of (await askHost(transport, changesScript, [])).split('\n')) {
    const [, key, value = ''] = /^(change|path) (.*)$/.exec(line) ?? []
    if (key === 'path') changes.at(-1)?.paths.push(clean(value))
    if (key !== 'change') continue
    const [id = '', head = '', origin = '', store = '', branch = '', name = ''] = value.split('\t')
    if (!/^[0-9a-f]{40,64}$/.test(head) || !/^[A-Za-z0-9][\w.-]{0,63}$/.test(id)) continue
    changes.push({ host, id, head, origin, store, branch, name: clean(name), paths: [] })
  }
  return changes
}

/**
 * Finds worktree sessions that would conflict. If two sessions of one repository change the same file, git test-merges
 * their commits: on their host if both have the same repository there, else on the local machine.
 */
export async function findConflicts(
  changes: readonly Change[],
  tried: TriedPairs,
  way: (host: string) => Transport,
  cache: ObjectCache,
): Promise<readonly Conflict[]> {
  const pairs = overlaps(changes)
  const open = pairs.filter(pair => !tried.has(pairKey(pair)))
  const isNear = ({ one, other }: Overlap) => one.host === other.host && one.store === other.store
  const reasons = new Map<string, string>()
  const groups = Map.groupBy(open.filter(isNear), ({ one }) => `${one.host}\n${one.store}`)
  await Promise.all(
    [...groups.values()].map(group => tryNear(group, tried, way).catch(note(group, reasons))),
  )
  // One after the other: each pair may have to fetch commits to the local machine first.
  for (const pair of open.filter(each => !isNear(each)))
    await tryFar(pair, tried, way, cache).catch(note([pair], reasons))
  return pairs.flatMap(pair => conflictOf(pair, tried, reasons) ?? [])
}

function note(pairs: readonly Overlap[], reasons: Map<string, string>) {
  return (thrown: unknown) => {
    if (!(thrown instanceof FailureError)) throw thrown
    for (const pair of pairs) reasons.set(pairKey(pair), sentence(toFailure(thrown)))
  }
}

/**
 * The conflict of two worktree sessions that change the same files, also if git could not try to merge their commits;
 * null: git can merge them.
 */
function conflictOf(
  pair: Overlap,
  tried: TriedPairs,
  reasons: ReadonlyMap<string, string>,
): Conflict | null {
  const files = tried.get(pairKey(pair)) ?? null
  if (files?.length === 0) return null
  const { one, other, paths } = pair
  const why = files ? '' : (reasons.get(pairKey(pair)) ?? 'git could not try to merge the two')
  return { one: named(one), other: named(other), paths, files, why }
}

function named({ host, id, name, branch, head }: Change) {
  return { host, id, name, branch: clean(branch), head }
}

async function tryNear(
  pairs: readonly Overlap[],
  tried: TriedPairs,
  way: (host: string) => Transport,
): Promise<void> {
  const [first] = pairs
  if (!first) return
  const heads = pairs.flatMap(({ one, other }) => [one.head, other.head])
  const text = await askHost(way(first.one.host), pairsScript, [first.one.store, ...heads])
  let files: string[] | null = null
  for (const line of text.split('\n')) {
    const [, one = '', other = '', what] =
      /^pair ([0-9a-f]{40,64})-([0-9a-f]{40,64}) (clean|conflict|unknown)$/.exec(line) ?? []
    if (line.startsWith('file ')) files?.push(clean(line.slice(5)))
    if (what === undefined) continue
    files = []
    if (what !== 'unknown') tried.set([one, other].toSorted().join('-'), files)
  }
}

async function tryFar(
  pair: Overlap,
  tried: TriedPairs,
  way: (host: string) => Transport,
  cache: ObjectCache,
): Promise<void> {
  const { one, other } = pair
  const directory = await cache.bring(way(one.host), one)
  await cache.bring(way(other.host), { ...other, origin: one.origin })
  const words = ['merge-tree', '--write-tree', '--name-only', '--no-messages']
  const { code, stdout } = await runGit([...words, one.head, other.head], { directory })
  if (code > 1) return
  const files = code === 0 ? [] : stdout.toString('utf8').trim().split('\n').slice(1)
  tried.set(
    pairKey(pair),
    files.map(each => clean(each)),
  )
}
