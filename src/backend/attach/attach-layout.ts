import type { AttachStrategy, Settings } from '../../state/model/settings/settings.ts'

/** Where an attached session is shown. `switch`: the terminal that fleetmux runs in switches to the session. */
export type Place = 'replace' | 'switch' | 'new-window' | 'split' | 'popup'

export interface AttachRequest {
  readonly strategy: AttachStrategy
  readonly settings: Pick<Settings, 'inTmux' | 'strategy'>
  /** Whether the session is on the tmux server that fleetmux itself runs in. */
  readonly here: boolean
  readonly readOnly: boolean
}

/**
 * Where to show the session, by the same rules as atmux, another tool for tmux on several hosts. Outside tmux, the
 * session replaces fleetmux in its terminal. Inside tmux, the terminal switches to a session on the tmux server that
 * fleetmux runs in (`here`), unless a split or a popup is requested or saved in the settings. A session elsewhere is
 * shown in the requested or saved way, else in a new window.
 */
export function placeOf({ strategy, settings, here, readOnly }: AttachRequest): Place {
  if (!settings.inTmux) return 'replace'
  const place = strategy === 'auto' ? (settings.strategy ?? 'new-window') : strategy
  if (!here || place === 'split' || place === 'popup') return place
  // A read-only tmux client is read-only in all its sessions: if the user's own client became read-only, the user could
  // not type in fleetmux any more after switching back to it.
  return readOnly ? 'new-window' : 'switch'
}
