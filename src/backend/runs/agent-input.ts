import type { Outgoing } from '../../state/runs/dialect.ts'
import type { Transport } from '../transport/transport.ts'
import { tell } from './run-host.ts'

/**
 * Sends pending conversation lines to a run's agent. Every reader of a run does so: the host accepts each key once. One
 * call at a time.
 */
export function createTelling(
  transport: Transport,
  id: string,
): (due: readonly Outgoing[], failed: (thrown: unknown) => void) => void {
  const sent = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  return (due, failed) => {
    const fresh = due.filter(({ key }) => !sent.has(key))
    if (fresh.length === 0) return
    for (const { key } of fresh) sent.add(key)
    last = last
      .then(() => tell(transport, id, fresh))
      .catch(thrown => {
        // The connection is lost: the lines are sent again after a reconnect.
        for (const { key } of fresh) sent.delete(key)
        failed(thrown)
      })
  }
}
