import { nameOf } from './broadcast/recipient.ts'
import { serverKey } from './hosts/host.ts'
import { overlayOf } from './layout.ts'
import type { Intent } from './model/intent.ts'
import type { Hit } from './model/search.ts'
import type { State } from './model/state.ts'
import { paneOf } from './sessions/target.ts'
import { look } from './toast.ts'

/** One line that a search over the fleet has found. */
export interface HitRow {
  readonly host: string
  readonly hit: Hit
}

/** Lines of scrollback of each pane that the screen searches. */
const SEARCHED = 5000
/** What stands above the rows. */
export const HITS_HEAD = 1
/** Lines that show below a line that was jumped to. */
const CONTEXT = 4

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

/** The selection among them; it stays in sight. */
export function moveHit(state: State, by: number): State {
  const last = hitRows(state).length - 1
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = hitsShown(state)
  const scroll = Math.max(hit - rows + 1, Math.min(state.view.scroll, hit))
  return look(state, { hit, scroll })
}

export function hitsShown({ view }: Pick<State, 'view'>): number {
  return Math.max(1, overlayOf(view).height - 2 - HITS_HEAD)
}

/** What is asked for when a text is to be found: as it stands; capitals count where some are written. */
export function searchIntent(pattern: string): Intent {
  const ignoreCase = pattern === pattern.toLowerCase()
  return { type: 'search-fleet', pattern, lines: SEARCHED, fixed: true, ignoreCase }
}

/** Follows the pane of the selected hit and scrolls to its line; a sentence where that cannot be. */
export function jumpToHit(state: State): readonly Intent[] {
  const row = hitRows(state)[state.view.hit]
  const host = row && state.hosts.get(row.host)
  if (!row || !host) return [{ type: 'say', text: 'Nothing was found to go to.' }]
  const target = { host: row.host, server: serverKey(host), pane: row.hit.pane }
  if (!paneOf(state, target)) return [{ type: 'say', text: 'That pane is gone.' }]
  const up = Math.max(0, row.hit.below - CONTEXT)
  return [
    { type: 'back' },
    { type: 'follow', target, ...(up > 0 && { up }) },
    { type: 'focus', panel: 'output' },
  ]
}
