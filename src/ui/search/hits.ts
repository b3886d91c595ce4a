import { serverKey } from '../../state/hosts/host.ts'
import { hitRows } from '../../state/search/hits.ts'
import { paneOf } from '../../state/targets/target.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { overlayOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'

/** Number of rows above the results. */
export const HITS_HEAD = 1
/** Number of lines to show below the line of a result. */
const CONTEXT = 4

/** Moves the selection and scrolls so that it stays visible. */
export function moveHit(state: UiState, by: number): UiState {
  const last = hitRows(state).length - 1
  const hit = Math.max(0, Math.min(state.view.hit + by, last))
  const rows = hitsShown(state)
  const scroll = Math.max(hit - rows + 1, Math.min(state.view.scroll, hit))
  return withView(state, { hit, scroll })
}

export function hitsShown({ view }: Pick<UiState, 'view'>): number {
  return Math.max(1, overlayOf(view).height - 2 - HITS_HEAD)
}

/** Follows the pane of the selected result and scrolls to its line, or says why it cannot. */
export function jumpToHit(state: UiState): readonly UiIntent[] {
  const row = hitRows(state)[state.view.hit]
  const host = row && state.hosts.get(row.host)
  if (!row || !host) return [{ type: 'say', text: 'There is no search result to go to.' }]
  const target = { host: row.host, server: serverKey(host), pane: row.hit.pane }
  if (!paneOf(state, target)) return [{ type: 'say', text: 'The pane no longer exists.' }]
  const up = Math.max(0, row.hit.below - CONTEXT)
  return [{ type: 'back' }, { type: 'follow-back', target, up }, { type: 'focus', panel: 'output' }]
}
