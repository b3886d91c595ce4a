import { type Failure, toFailure } from '../model/failure.ts'
import { counted } from '../text/counted.ts'
import { width } from '../text/text.ts'
import { andList } from '../text/word-list.ts'

/** Maximum number of runs, playbooks or worktree sessions that a host lists: the newest. */
export const MOST_LISTED = 200

/** The results of several hosts, and for each host its failure; null: it succeeded. */
export interface Everywhere<R> {
  readonly rows: readonly R[]
  readonly failures: readonly (Failure | null)[]
}

/** Asks all hosts in parallel. A failure affects only its own host. */
export async function askEverywhere<R>(
  hosts: readonly string[],
  ask: (host: string) => Promise<readonly R[]>,
): Promise<Everywhere<R>> {
  const answers = await Promise.all(
    hosts.map(async host => {
      try {
        return { rows: await ask(host), failure: null }
      } catch (thrown) {
        return { rows: [], failure: toFailure(thrown, host) }
      }
    }),
  )
  return {
    rows: answers.flatMap(each => each.rows),
    failures: answers.map(({ failure }) => failure),
  }
}

/** Lists the runs, or other items with a creation time, of several hosts, newest first. */
export async function listEverywhere<R extends { readonly spec: { readonly created: number } }>(
  runs: { list(host: string): Promise<readonly R[]> },
  hosts: readonly string[],
): Promise<Everywhere<R>> {
  const { rows, failures } = await askEverywhere(hosts, host => runs.list(host))
  return { rows: rows.toSorted((one, other) => other.spec.created - one.spec.created), failures }
}

/** The hosts that have listed as many of these items as a host lists at most, so that they may have older ones. */
export function hostsAtLimit(rows: readonly { readonly host: string }[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { host } of rows) counts.set(host, (counts.get(host) ?? 0) + 1)
  return [...counts].flatMap(([host, count]) => (count >= MOST_LISTED ? [host] : []))
}

/**
 * Says which hosts may have older items than the listed ones, such as `gpu1 lists only its newest 200 runs`; '' if no
 * host has. `items`: what is listed, in the plural.
 */
export function limitNote(rows: readonly { readonly host: string }[], items: string): string {
  const hosts = hostsAtLimit(rows)
  return hosts.length === 0 ? '' : onlyNewest(andList(hosts), hosts.length, items)
}

/** The longest form of `limitNote` that fits into so many cells: the hosts may be counted or left out; '' if none fits. */
export function shortLimitNote(
  rows: readonly { readonly host: string }[],
  items: string,
  room: number,
): string {
  const { length } = hostsAtLimit(rows)
  if (length === 0) return ''
  const counts = onlyNewest(counted(length, 'host'), length, items)
  const forms = [limitNote(rows, items), counts, `newest ${MOST_LISTED} only`]
  return forms.find(form => width(form) <= room) ?? ''
}

function onlyNewest(hosts: string, count: number, items: string): string {
  const [list, their] = count === 1 ? ['lists', 'its'] : ['list', 'their']
  return `${hosts} ${list} only ${their} newest ${MOST_LISTED} ${items}`
}
