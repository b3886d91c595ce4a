import { FailureError } from '../../../state/model/failure.ts'
import type { Pane } from '../../../state/model/fleet.ts'
import { createPace } from '../../clock.ts'
import type { ForegroundProcess } from '../../host-script/process-line.ts'
import { createForegroundGroups, type ForegroundGroups } from './foreground-groups.ts'

/** Minimum time between two reads of a host's process table, in milliseconds. */
const BETWEEN = 2000

export interface ForegroundWatch {
  /**
   * Must be called with the current panes. Each pane comes with a value; when the value changes, the pane's foreground
   * process is looked up again. null: no lookup is needed for this pane.
   */
  found(panes: Iterable<readonly [Pane, string | null]>): void
  /** Whether the lookup of this pane's foreground process is still running or pending. */
  awaits(id: string): boolean
  stop(): void
}

/**
 * Finds the command lines in the foreground of a host's terminals. When a program starts whose process name does not
 * identify it, reads the process table once for all panes.
 */
export function createForegroundWatch(options: {
  readonly processes: () => Promise<readonly ForegroundProcess[]>
  /** Called after each read of the process table; null: the host did not answer. */
  readonly changed: (groups: ForegroundGroups | null) => void
  readonly failed: (error: unknown) => void
}): ForegroundWatch {
  const known = new Map<string, string | null>()
  const asked = new Set<string>()
  const pace = createPace(BETWEEN, () => void look())
  let isLooking = false
  let stopped = false

  async function look(): Promise<void> {
    if (isLooking || stopped) return
    isLooking = true
    const own = [...asked]
    const groups = await read()
    isLooking = false
    for (const id of own) asked.delete(id)
    if (stopped) return
    options.changed(groups)
    if (asked.size > 0) pace.request()
  }

  async function read(): Promise<ForegroundGroups | null> {
    try {
      return createForegroundGroups(await options.processes())
    } catch (error) {
      // A FailureError (the host did not answer in time, or the connection was lost) is not reported: agents are still
      // identified by titles and screens.
      if (!(error instanceof FailureError)) options.failed(error)
      return null
    }
  }

  return {
    found(panes) {
      const ids = new Set<string>()
      for (const [{ id }, figure] of panes) {
        ids.add(id)
        if (figure !== null && known.get(id) !== figure) asked.add(id)
        known.set(id, figure)
      }
      for (const id of [...known.keys()]) if (!ids.has(id)) known.delete(id)
      for (const id of [...asked]) if (!ids.has(id)) asked.delete(id)
      if (asked.size > 0) pace.request()
    },
    awaits: id => asked.has(id),
    stop() {
      stopped = true
      pace.stop()
    },
  }
}
