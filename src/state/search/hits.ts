import { nameOf } from '../broadcast/recipient.ts'
import { serverKey } from '../hosts/host.ts'
import type { Hit } from '../model/search.ts'
import type { State } from '../model/state.ts'

/** One line that a search over the fleet has found. */
export interface HitRow {
  readonly host: string
  readonly hit: Hit
}

/** What was found by now, by the order of hosts; the newest of each pane first. */
export function hitRows({ search, hosts }: Pick<State, 'search' | 'hosts'>): readonly HitRow[] {
  return [...hosts.keys()].flatMap(host => {
    const byPane = Map.groupBy(search?.found.get(host) ?? [], ({ pane }) => pane)
    return [...byPane.values()].flatMap(hits => hits.toReversed().map(hit => ({ host, hit })))
  })
}

/** `host/session:window.pane`, as it is called now. */
export function hitName(state: State, { host, hit }: HitRow): string {
  const known = state.hosts.get(host)
  return nameOf(state, { host, server: known ? serverKey(known) : '', pane: hit.pane })
}
