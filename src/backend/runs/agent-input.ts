import type { Outgoing } from '../../state/runs/dialect.ts'
import type { Running } from '../transport/transport.ts'

/**
 * Returns a function that sends pending conversation lines to a run's agent, over the command that follows the run.
 * Each line has a key, and the host accepts each key only once, so all readers of a run may send the same line. After a
 * reconnect, with a new command, lines that are still pending are sent again.
 */
export function createTelling({ stdin }: Running): (due: readonly Outgoing[]) => void {
  const sent = new Set<string>()
  return due => {
    const fresh = due.filter(({ key }) => !sent.has(key))
    if (fresh.length === 0) return
    for (const { key } of fresh) sent.add(key)
    stdin.write(fresh.map(({ key, line }) => `${key} ${line}\n`).join(''))
  }
}
