import { unreadAgents } from '../agents/need.ts'
import type { Failure } from '../model/failure.ts'
import type { Host } from '../model/fleet.ts'
import { failureJson } from './failure-json.ts'

/** A host as a JSON document. `failure`: why the host could not be reached, if a connection was requested. */
export function hostJson({
  name,
  host,
  failure,
}: {
  readonly name: string
  readonly host: Host
  readonly failure: Failure | null
}) {
  const { config, link, server } = host
  return {
    name,
    transport: config.transport,
    address: config.address ?? null,
    capacity: config.capacity ?? null,
    disabled: config.disabled === true,
    default: config.default === true,
    tags: config.tags ?? [],
    link: failure ? 'down' : link.state,
    roundTrip: link.roundTrip ?? null,
    server:
      server.state === 'running'
        ? { ...server, note: server.note ?? null, program: server.program ?? null }
        : { state: server.state },
    sessions: host.sessions.size,
    unread: unreadAgents(host),
    unshown: host.unshown ?? [],
    failure: failure && failureJson(failure),
  }
}
