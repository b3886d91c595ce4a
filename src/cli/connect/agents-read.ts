import { unreadAgents } from '../../state/agents/need.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { Host } from '../../state/model/fleet.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import { limitOf } from '../connect/connect.ts'

/** Default timeout for reading the agents, in milliseconds. */
const PATIENCE = 1000

/** Timeout for reading the agents, in milliseconds. With --timeout, it is the same as for hosts. */
function patience(call: Pick<Call, 'flags'>, fleet: Fleet): number {
  const limit = limitOf(call, fleet)
  return call.flags.number('timeout') === undefined ? Math.min(limit, PATIENCE) : limit
}

/**
 * Waits for the states of the agents, which are known later than the sessions: until all panes of these hosts that may
 * have an agent are read, or until the timeout. Resolves with a sentence for each host that is not read completely.
 */
export async function agentsRead(
  call: Pick<Call, 'flags'>,
  fleet: Fleet,
  hosts: readonly string[],
): Promise<readonly string[]> {
  fleet.store.dispatch({ type: 'read-agents' })
  await waitUntil(
    fleet.store,
    state => hosts.every(name => whyPartial(state.hosts.get(name)) === null) || null,
    patience(call, fleet),
  )
  const { hosts: now } = fleet.store.getState()
  return hosts.flatMap(name => whyPartial(now.get(name)) ?? [])
}

/** A sentence that says how many of the host's panes were read; null if all were read. */
function whyPartial(host: Host | undefined): string | null {
  const unread = host && unreadAgents(host)
  if (!unread) return null
  const { read, of } = unread
  const count = of === 0 ? 'no pane was' : `only ${read} of ${of} panes were`
  return `${host.config.name}: ${count} read in time, so agents may be missing. Repeat the command, or wait longer with --timeout.`
}
