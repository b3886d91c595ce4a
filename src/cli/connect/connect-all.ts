import type { Fleet } from '../../state/fleet-handle.ts'
import { connectEach, type ReachedHost } from './connect.ts'

/** Minimum time, in milliseconds, for which the command waits for slow hosts before it continues without them. */
const PATIENCE = 300

export interface ConnectedHosts {
  /** Hosts that have answered or failed. */
  readonly reached: ReadonlyMap<string, ReachedHost>
  /** Hosts that may still answer. */
  readonly late: ReadonlyMap<string, Promise<ReachedHost>>
}

/**
 * Connects to all hosts, with limited parallelism. Resolves when each host has answered or failed, but does not wait
 * long for a few slow hosts: when half of the hosts have answered, the others get as much time again, and are then
 * `late`. Hosts in `needed` must be known to resolve the recipients; they get `limit` milliseconds.
 */
export async function connectMany(
  fleet: Fleet,
  hosts: readonly string[],
  options: {
    readonly limit: number
    readonly needed: ReadonlySet<string>
    readonly keep: boolean
  },
): Promise<ConnectedHosts> {
  const start = performance.now()
  const reached = new Map<string, ReachedHost>()
  const all = connectEach(fleet, hosts, options.limit, options.keep)
  const { promise, resolve } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  let over = false
  const look = () => {
    if (reached.size === all.size) return resolve()
    if (over && [...options.needed].every(name => reached.has(name))) return resolve()
    if (reached.size * 2 < all.size) return
    const patience = Math.max(PATIENCE, performance.now() - start)
    timer ??= setTimeout(() => {
      over = true
      look()
    }, patience)
  }
  for (const [name, each] of all) {
    void each.then(answer => {
      reached.set(name, answer)
      look()
    })
  }
  look()
  await promise
  clearTimeout(timer)
  const known = new Map(reached)
  return { reached: known, late: new Map([...all].filter(([name]) => !known.has(name))) }
}
