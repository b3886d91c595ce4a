import { rowAgent, targetOfNeedy } from '../../state/agents/attention.ts'
import type { Target } from '../../state/model/target.ts'
import type { UiState } from '../model/ui-state.ts'

/**
 * The pane to explain: the followed pane in the output panel or if no session is selected, else the pane of the
 * selected session that its row is about: the one that needs a person most, else the active one. null: there is none.
 */
export function paneToExplain(state: UiState): Target | null {
  const { panel, session } = state.view
  if (panel === 'output' || !session) return state.output.target
  const host = state.hosts.get(session.host)
  const known = host?.sessions.get(session.session)
  const pane = host && known && rowAgent(host, known).pane
  return host && pane ? targetOfNeedy({ host, pane }) : null
}
