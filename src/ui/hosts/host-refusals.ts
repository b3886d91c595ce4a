import { whyNotKept } from '../../state/hosts/describe.ts'
import type { UiState } from '../model/ui-state.ts'
import { whyNotDialHost } from '../sessions/action-target.ts'
import { selectedHost } from './host-list.ts'

/** Why an action on a host is refused now, in one sentence; null if the action is possible. */
type Why = (state: UiState) => string | null

const NONE = 'No host is selected.'

/** Why the selected host cannot be changed in the configuration: for example, it is in no configuration file. */
export const whyNotChange: Why = state => {
  const host = selectedHost(state)
  return host ? whyNotKept(host.config) : NONE
}

/** A host that is in no configuration file can be edited too: saving adds it to the user's file. */
export const whyNotEdit: Why = state =>
  selectedHost(state)?.config.joined ? null : whyNotChange(state)

/** A disabled host cannot be tested, because fleetmux never connects to it. */
export const whyNotTest: Why = state => {
  const host = selectedHost(state)
  if (!host) return NONE
  return host.config.disabled ? `${host.config.name} is disabled: press d to enable it.` : null
}

/** Connecting to a host without tmux is allowed, because fleetmux then looks for tmux again. */
export const whyNotDialSelected: Why = state => {
  const name = selectedHost(state)?.config.name ?? ''
  return whyNotDialHost(state, name) ?? whyNotTest(state)
}

export const whyNotLogInSelected: Why = state =>
  whyNotLogIn(state, selectedHost(state)?.config.name ?? '')

/**
 * Why the user cannot log in: only ssh can ask for a password or passphrase, and only while the host is not connected.
 */
export function whyNotLogIn({ hosts }: UiState, name: string): string | null {
  const host = hosts.get(name)
  if (!host) return NONE
  if (host.config.transport !== 'ssh')
    return `${name} needs no login, because it is not an ssh host.`
  if (host.config.disabled) return `${name} is disabled: enable it first (H, then d).`
  return host.link.state === 'up' || host.link.state === 'slow' ? `${name} is connected.` : null
}
