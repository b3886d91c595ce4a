import { paneKey } from '../../state/model/live-pane.ts'
import type { Target } from '../../state/model/target.ts'
import type { Token } from '../access/token.ts'

/** Time in milliseconds for which the user or agent that typed last into a pane counts as the pane's driver. */
const DRIVES = 60_000

/** The driver of a pane: the user or agent who typed into it last. */
export interface Driver {
  readonly token: string
  /** The name of the token by which the driver logged in, which is the name of a device or an agent. */
  readonly name: string
  readonly at: number
}

/** Who typed last into each pane (its driver), so that two users who type into one pane see each other. */
export interface PaneDrivers {
  typed(target: Target, by: Pick<Token, 'id' | 'name'>): void
  /** The driver of a pane; null: nobody has typed into the pane within `DRIVES`. */
  of(target: Target): Driver | null
  listen(listener: (target: Target, driver: Driver) => void): () => void
}

export function createPaneDrivers(now: () => number): PaneDrivers {
  const drivers = new Map<string, Driver>()
  const listeners = new Set<(target: Target, driver: Driver) => void>()

  function forgetOld(): void {
    for (const [key, { at }] of drivers) if (now() - at > DRIVES) drivers.delete(key)
  }

  return {
    typed(target, { id, name }) {
      forgetOld()
      const driver = { token: id, name, at: now() }
      drivers.set(paneKey(target), driver)
      for (const listener of [...listeners]) listener(target, driver)
    },
    of(target) {
      forgetOld()
      return drivers.get(paneKey(target)) ?? null
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
