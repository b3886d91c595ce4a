import { paneKey } from '../../state/model/live-pane.ts'
import type { Target } from '../../state/model/target.ts'
import type { Token } from '../access/token.ts'

/** Milliseconds for which the last person who typed into a pane counts as its driver. */
const DRIVES = 60_000

/** Who typed into a pane last. */
export interface Driver {
  readonly token: string
  /** The name of the token: of a device, or of an agent. */
  readonly name: string
  readonly at: number
}

/** Who types where, so that two who work in one pane see each other. */
export interface PaneDrivers {
  typed(target: Target, by: Pick<Token, 'id' | 'name'>): void
  /** The driver of a pane; null: nobody has typed there lately. */
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
