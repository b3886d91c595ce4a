import { unreadAgents } from '../../state/agents/need.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { Host } from '../../state/model/fleet.ts'
import { when } from '../../state/when.ts'
import type { Call } from '../command/command.ts'
import { limitOf } from '../connect/connect.ts'

/** Milliseconds in which what is on the agents' screens has been read, or is not worth the waiting. */
const PATIENCE = 1000

/** Who says how long a host may take is willing to wait as long for its agents. */
function patience(call: Pick<Call, 'flags'>, fleet: Fleet): number {
  const limit = limitOf(call, fleet)
  return call.flags.number('timeout') === undefined ? Math.min(limit, PATIENCE) : limit
}

/**
 * Sessions are known before it is read what the agents in them do: resolves when that is known of every pane on
 * these hosts that may have one, or past a second, or past what --timeout says; with what to tell of each host
 * of which it is not known by then.
 */
export async function agentsRead(
  call: Pick<Call, 'flags'>,
  fleet: Fleet,
  hosts: readonly string[],
): Promise<readonly string[]> {
  fleet.store.dispatch({ type: 'read-agents' })
  await when(
    fleet.store,
    state => hosts.every(name => whyPartial(state.hosts.get(name)) === null) || null,
    patience(call, fleet),
  )
  const { hosts: now } = fleet.store.getState()
  return hosts.flatMap(name => whyPartial(now.get(name)) ?? [])
}

/** That only some of its panes were read, in one sentence. */
function whyPartial(host: Host | undefined): string | null {
  const unread = host && unreadAgents(host)
  if (!unread) return null
  const { read, of } = unread
  const count = of === 0 ? 'none of its panes' : `${read} of ${of} panes`
  return `${host.config.name}: agents were read in ${count} so far; ask again for the rest.`
}
