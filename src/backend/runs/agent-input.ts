import type { Outgoing } from '../../state/runs/dialect.ts'
import type { Transport } from '../transport/transport.ts'
import { tell } from './run-host.ts'

/**
 * Says to the agent of a run what its conversation wants said. Every reader of a run does: the host takes each key once.
 * One call at a time.
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
        // The link is lost: it is said again when it is back.
        for (const { key } of fresh) sent.delete(key)
        failed(thrown)
      })
  }
}
