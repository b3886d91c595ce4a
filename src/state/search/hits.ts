import { nameOf } from '../broadcast/recipient.ts'
import { serverKey } from '../hosts/host.ts'
import type { Hit } from '../model/search.ts'
import type { State } from '../model/state.ts'

/** Maximum number of hits per pane: the newest. */
export const MOST_HITS = 200

/** One hit of each pane that has as many as a pane has at most, so that it may have older ones. */
export function hitsAtLimit(hits: readonly Hit[]): readonly Hit[] {
  const byPane = Map.groupBy(hits, ({ pane }) => pane)
  return [...byPane.values()].flatMap(all => (all.length >= MOST_HITS ? all.slice(0, 1) : []))
}

/** A line found by a search over the fleet. */
export interface HitRow {
  readonly host: string
  readonly hit: Hit
}

/** The results so far, in the order of hosts; the newest line of each pane first. */
export function hitRows({ search, hosts }: Pick<State, 'search' | 'hosts'>): readonly HitRow[] {
  return [...hosts.keys()].flatMap(host => {
    const byPane = Map.groupBy(search?.found.get(host) ?? [], ({ pane }) => pane)
    return [...byPane.values()].flatMap(hits => hits.toReversed().map(hit => ({ host, hit })))
  })
}

/** `host/session:window.pane`, with current names. */
export function hitName(state: State, { host, hit }: HitRow): string {
  const known = state.hosts.get(host)
  return nameOf(state, { host, server: known ? serverKey(known) : '', pane: hit.pane })
}
