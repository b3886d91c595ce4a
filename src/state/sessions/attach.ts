import type { AttachVia } from '../model/host-config.ts'
import type { AttachStrategy } from '../model/settings/settings.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'

/**
 * Whether a person should be asked how to attach before it is done: once, from inside tmux, to another
 * machine. Sessions of this machine's own server are switched to, as tmux users expect.
 */
export function asksStrategy(state: State, target: Target, asked?: AttachStrategy): boolean {
  const { inTmux = false, strategy } = state.settings
  const isOpen = strategy === undefined && (asked === undefined || asked === 'auto')
  return inTmux && isOpen && !isHere(state, target)
}

/** What will carry the terminal there. */
export function viaOf(state: State, target: Target, asked?: AttachVia): AttachVia {
  return asked ?? state.hosts.get(target.host)?.config.attach ?? 'ssh'
}

/** Whether it is on this machine's own server. */
export function isHere(state: State, { host }: Target): boolean {
  return state.hosts.get(host)?.config.transport === 'local'
}

/** The strategies that a person is asked to choose from, and what each does. */
export const STRATEGIES: Readonly<Record<Exclude<AttachStrategy, 'auto'>, string>> = {
  'new-window': 'in a new window of the tmux around fleetmux',
  split: 'beside fleetmux, in a split of this window',
  popup: 'in a popup over this window',
  replace: 'here, in the place of fleetmux, until you detach',
}
