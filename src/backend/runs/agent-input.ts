import type { Outgoing } from '../../state/runs/dialect.ts'
import type { Running } from '../transport/transport.ts'

/**
 * Says pending conversation lines to a run's agent, over the command that follows it. Every reader of a run does so:
 * the host accepts each key once. After a reconnect there is another command, and what is still pending is said again.
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
