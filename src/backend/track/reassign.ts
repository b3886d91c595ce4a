import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { moved } from '../../state/tracked/registry.ts'
import type { Connection } from '../connection/connection.ts'
import type { RegistryFile } from '../state-file/registry.ts'

/**
 * Assigns a tracked session (one started from a prompt) to another host in the state file, if a session on that host
 * has its id. Changes nothing on the hosts.
 * @throws FailureError if no session on the host has the id, or the host cannot be asked. The record then stays
 * unchanged.
 */
export async function reassign(
  { record, host }: Extract<Command, { type: 'reassign' }>,
  backend: {
    readonly reach: (host: string) => Promise<Connection>
    /** Whether the host is in the configuration. */
    readonly isConfigured: (host: string) => boolean
    readonly file: RegistryFile
    readonly changed: (event: Event) => void
  },
): Promise<Event> {
  const sessions = await (await backend.reach(host)).sessions()
  const session = sessions.find(each => each.tracked === record.id)
  if (!session) throw new FailureError(notThere(record, host))
  const place = {
    host,
    tmuxSession: session.name,
    ...(backend.isConfigured(host) && { configured: true as const }),
  }
  const registry = await backend.file.change(before => moved(before, record.id, place))
  backend.changed({ type: 'registry', registry })
  const { id, host: before } = record
  const text =
    before === host
      ? `Session '${id}' is on ${host}.`
      : `Session '${id}' is on ${host} now, not ${before}.`
  return { type: 'did', text }
}

function notThere({ id, host: before }: SessionRecord, host: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: `No session on this host has the id '${id}', so its record was not changed from ${before}.`,
    why: 'fleetmux looks for the id in the tmux option @fleetmux_id of each session',
    hint: '`fleetmux recover` looks for the session on all known hosts.',
  })
}
