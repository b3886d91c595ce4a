import type { AttachVia } from '../model/host-config.ts'
import type { AttachStrategy } from '../model/settings/settings.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'

/**
 * Whether to ask the user how to attach: inside tmux, for a host other than this machine, if no choice is saved or
 * given. For a session of this machine, tmux switches the client to the session, as users of tmux expect.
 */
export function asksStrategy(state: State, target: Target, asked?: AttachStrategy): boolean {
  const { inTmux = false, strategy } = state.settings
  const isOpen = strategy === undefined && (asked === undefined || asked === 'auto')
  return inTmux && isOpen && !isOnOwnServer(state, target)
}

/** The program that attaches the user's terminal to the target. */
export function viaOf(state: State, target: Target, asked?: AttachVia): AttachVia {
  return asked ?? state.hosts.get(target.host)?.config.attach ?? 'ssh'
}

/** Whether the target is on this machine. */
export function isHere(state: State, { host }: Target): boolean {
  return state.hosts.get(host)?.config.transport === 'local'
}

/** Whether the target is on this machine's own tmux server: another server of this machine is named by its socket. */
export function isOnOwnServer(state: State, target: Target): boolean {
  return isHere(state, target) && state.hosts.get(target.host)?.config.socket === undefined
}

/** The strategies that the user can choose from, with descriptions. */
export const STRATEGIES: Readonly<Record<Exclude<AttachStrategy, 'auto'>, string>> = {
  'new-window': 'in a new window of the tmux in which fleetmux runs',
  split: 'next to fleetmux, in a split of this window',
  popup: 'in a popup over this window',
  replace: 'in this terminal, instead of fleetmux, until you detach',
}
