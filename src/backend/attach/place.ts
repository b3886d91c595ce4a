import type { AttachStrategy, Settings } from '../../state/model/settings.ts'

/** Where an attached session shows. `switch`: the terminal around us shows it itself. */
export type Place = 'replace' | 'switch' | 'new-window' | 'split' | 'popup'

export interface Asked {
  readonly strategy: AttachStrategy
  readonly settings: Pick<Settings, 'inTmux' | 'strategy'>
  /** On the server that fleetmux itself runs in. */
  readonly here: boolean
  readonly readOnly: boolean
}

/** As atmux has it: outside of tmux always here; inside, this machine's sessions are switched to. */
export function placeOf({ strategy, settings, here, readOnly }: Asked): Place {
  if (!settings.inTmux) return 'replace'
  const place = strategy === 'auto' ? (settings.strategy ?? 'new-window') : strategy
  if (!here || place === 'split' || place === 'popup') return place
  // A read-only client is read-only everywhere: the person could not leave the session again.
  return readOnly ? 'new-window' : 'switch'
}
