import type { AttachStrategy, Settings } from '../../state/model/settings/settings.ts'

/** Where an attached session is shown. `switch`: the terminal that fleetmux runs in switches to the session. */
export type Place = 'replace' | 'switch' | 'new-window' | 'split' | 'popup'

export interface Asked {
  readonly strategy: AttachStrategy
  readonly settings: Pick<Settings, 'inTmux' | 'strategy'>
  /** Whether the session is on the server that fleetmux runs in. */
  readonly here: boolean
  readonly readOnly: boolean
}

/**
 * The rule of atmux: outside tmux the session replaces fleetmux in its terminal. Inside, the terminal switches to
 * sessions of its own server.
 */
export function placeOf({ strategy, settings, here, readOnly }: Asked): Place {
  if (!settings.inTmux) return 'replace'
  const place = strategy === 'auto' ? (settings.strategy ?? 'new-window') : strategy
  if (!here || place === 'split' || place === 'popup') return place
  // A read-only client would be read-only in every session: the person could not switch back.
  return readOnly ? 'new-window' : 'switch'
}
