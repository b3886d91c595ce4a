import type { State } from '../model/state.ts'
import { select } from './select-sessions.ts'
import type { Term } from './selector.ts'

/** Ids of the panes of all sessions that match the selector terms; null: there are no terms, so all panes match. */
export function selectedPanes(
  state: State,
  host: string,
  terms: readonly Term[],
): ReadonlySet<string> | null {
  if (terms.length === 0) return null
  const chosen = new Set(
    select(state, terms).targets.flatMap(each => (each.host === host ? each.pane : [])),
  )
  const sessions = [...(state.hosts.get(host)?.sessions.values() ?? [])]
  return new Set(
    sessions
      .map(({ panes }) => panes.map(({ id }) => id))
      .filter(panes => panes.some(id => chosen.has(id)))
      .flat(),
  )
}
