import type { PlaybooksRequest } from '../../state/host-requests/playbooks-request.ts'
import type { UiState } from '../model/ui-state.ts'
import { type Step, step } from '../view/step.ts'
import { withView } from '../view/toast.ts'

/**
 * Requests the playbooks of a host again when its sessions have changed, since a playbook runs in a session and its
 * state changes with it. Only one request per host runs at a time; a change during the request causes one more request.
 */
export function refreshPlaybooks(state: UiState, host: string): Step {
  const ask = requestFor(state, host)
  if (!ask) return step(state)
  const { refreshing } = state.view.playbooks
  const isRunning = refreshing[host] !== undefined
  const next = withRefreshing(state, { ...refreshing, [host]: isRunning ? 'stale' : 'asked' })
  return isRunning ? step(next) : step(next, { type: 'ask-playbooks', host, ask })
}

/** Called when a host has answered: requests its playbooks again if its sessions have changed during the request. */
export function refreshedPlaybooks(state: UiState, host: string): Step {
  const { [host]: running, ...others } = state.view.playbooks.refreshing
  if (running === undefined) return step(state)
  const next = withRefreshing(state, others)
  return running === 'stale' ? refreshPlaybooks(next, host) : step(next)
}

/** The request that updates the shown playbooks of this host; null if the screen shows no playbook of this host. */
function requestFor(state: UiState, host: string): PlaybooksRequest | null {
  const { mode, playbooks } = state.view
  if (mode !== 'playbooks' && mode !== 'playbook-text') return null
  const sessions = [...(state.hosts.get(host)?.sessions.values() ?? [])]
  if (!sessions.some(({ name }) => name.startsWith('playbook-'))) return null
  if (mode === 'playbooks') return { do: 'list' }
  const shown = playbooks.rows.find(row => row.host === host && row.id === playbooks.text?.id)
  return shown ? { do: 'show', id: shown.id } : null
}

function withRefreshing(
  state: UiState,
  refreshing: UiState['view']['playbooks']['refreshing'],
): UiState {
  return withView(state, { playbooks: { ...state.view.playbooks, refreshing } })
}
