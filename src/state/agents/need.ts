import { serverKey } from '../hosts/host.ts'
import { isReached } from '../hosts/link-text.ts'
import type { AgentStatus, Need } from '../model/agents/agent.ts'
import type { Host, Pane } from '../model/fleet.ts'

/** The name that stands for the agent in panes without an agent. */
export const SHELL = 'shell'

/**
 * The agent's status; null: there is no agent, the host is not connected, or the program in the pane has ended since
 * the agent was last seen working, waiting or idle.
 */
export function agentOf(
  host: Host,
  pane: Pick<Pane, 'id' | 'dead'> | undefined,
): AgentStatus | null {
  const status = (pane && isReached(host) && host.agents.get(pane.id)) || null
  // The pane list may be newer than the agent's status: a dead pane neither works nor waits.
  if (!status || !pane?.dead) return status
  return status.state === 'done' || status.state === 'failed' ? status : null
}

/**
 * How many panes of the host have been checked for agents (`read`), of how many (`of`); null: all have been checked, or
 * the host has no current sessions.
 */
export function unreadAgents(host: Host): { readonly read: number; readonly of: number } | null {
  const server = serverKey(host)
  if (server === '' || host.sessions.size === 0 || !isReached(host)) return null
  const known = host.agentsRead?.server === server ? host.agentsRead : { read: 0, of: 0 }
  const isAll = host.agentsRead?.server === server && known.read >= known.of
  return isAll ? null : { read: known.read, of: known.of }
}

/** Why the user should look at the agent now; null: no reason. */
export function needOf(status: AgentStatus | null): Need | null {
  if (!status) return null
  if (status.state === 'waiting') return 'waiting'
  if (status.seen) return null
  if (status.state === 'failed') return 'failed'
  return status.state === 'done' || status.state === 'idle' ? 'finished' : null
}

/** The name of the pane's agent, else of its program. */
export function programOf(host: Host, pane: Pane | undefined): string {
  return (pane && agentOf(host, pane)?.agent) ?? pane?.command ?? ''
}

/** Readings with a lower confidence come from rules for any program, so what they found is only probably so. */
const SURE = 0.7

/** Whether it is only probable that the program waits: its question was found by a rule for any program. */
export function isProbable({
  confidence = 1,
}: {
  readonly confidence?: number | undefined
}): boolean {
  return confidence < SURE
}
