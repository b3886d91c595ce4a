import { serverKey } from '../../state/hosts/host.ts'
import { isReached } from '../../state/hosts/link-text.ts'
import type { AgentStatus } from '../../state/model/agents/agent.ts'
import type { Host, Session } from '../../state/model/fleet.ts'

interface Known<More, T> {
  readonly place: string
  readonly agents: readonly (AgentStatus | undefined)[]
  readonly more: More
  readonly value: T
}

/**
 * Computes a value of each session once, and again only when the session, its agents or `more` has changed, since lists
 * of 1,000 sessions are requested again and again while only one of the sessions prints. Weak references free old
 * values.
 */
export function perSession<T, More = undefined>(
  compute: (host: Host, session: Session, more: More) => T,
): (host: Host, session: Session, more: More) => T {
  const known = new WeakMap<Session, Known<More, T>>()
  return (host, session, more) => {
    const before = known.get(session)
    const place = placeOf(host)
    const isSame =
      before?.place === place &&
      before.more === more &&
      session.panes.every(({ id }, index) => host.agents.get(id) === before.agents[index])
    if (isSame) return before.value
    const agents = session.panes.map(({ id }) => host.agents.get(id))
    const value = compute(host, session, more)
    known.set(session, { place, agents, more, value })
    return value
  }
}

/**
 * Text that identifies a session's host and says whether the host is reached. If this text has changed, the value that
 * `perSession` caches for the session is computed again.
 */
function placeOf(host: Host): string {
  const { name, transport } = host.config
  return `${serverKey(host)} ${isReached(host)} ${transport} ${name}`
}
