import { whyNotKept } from '../../state/hosts/describe.ts'
import type { UiState } from '../model/ui-state.ts'
import { whyNotDialHost } from '../sessions/action-target.ts'
import { selectedHost } from './host-list.ts'

/** Why something cannot be done with a host now, in one sentence; null: it can. */
type Why = (state: UiState) => string | null

const NONE = 'No host is selected.'

/** What stands in no configuration of ours cannot be changed there. */
export const whyNotChange: Why = state => {
  const host = selectedHost(state)
  return host ? whyNotKept(host.config) : NONE
}

/** One that stands nowhere yet can be written down. */
export const whyNotEdit: Why = state =>
  selectedHost(state)?.config.joined ? null : whyNotChange(state)

/** One that is off is never dialled, for a test neither. */
export const whyNotTest: Why = state => {
  const host = selectedHost(state)
  if (!host) return NONE
  return host.config.disabled ? `${host.config.name} is off: d switches it on.` : null
}

/** Where there was no tmux, it is worth another look. */
export const whyNotDialSelected: Why = state => {
  const name = selectedHost(state)?.config.name ?? ''
  return whyNotDialHost(state, name) ?? whyNotTest(state)
}

/** The same as `whyNotLogIn`, of the selected one. */
export const whyNotLogInSelected: Why = state =>
  whyNotLogIn(state, selectedHost(state)?.config.name ?? '')

/** Only ssh has something to ask of a person, and only while it is not in. */
export function whyNotLogIn({ hosts }: UiState, name: string): string | null {
  const host = hosts.get(name)
  if (!host) return NONE
  if (host.config.transport !== 'ssh') return `${name} needs no login: it is not reached by ssh.`
  if (host.config.disabled) return `${name} is off: switch it on first, with d among the hosts (H).`
  return host.link.state === 'up' || host.link.state === 'slow' ? `${name} is connected.` : null
}
