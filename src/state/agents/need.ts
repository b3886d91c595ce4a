import { serverKey } from '../hosts/host.ts'
import { isReached } from '../hosts/link-words.ts'
import type { AgentStatus, Need } from '../model/agents/agent.ts'
import type { Host, Pane } from '../model/fleet.ts'

/** The adapter of panes in which no agent is. */
export const SHELL = 'shell'

/** What its agent does; null: there is none, its host cannot be asked now, or its program has ended meanwhile. */
export function agentOf(
  host: Host,
  pane: Pick<Pane, 'id' | 'dead'> | undefined,
): AgentStatus | null {
  const status = (pane && isReached(host) && host.agents.get(pane.id)) || null
  // The list is read before the agents are: a dead pane neither works nor waits.
  if (!status || !pane?.dead) return status
  return status.state === 'done' || status.state === 'failed' ? status : null
}

/** What of its panes was not read yet, where that is so; null: what is known of its agents is all there is. */
export function unreadAgents(host: Host): { readonly read: number; readonly of: number } | null {
  const server = serverKey(host)
  if (server === '' || host.sessions.size === 0 || !isReached(host)) return null
  const known = host.agentsRead?.server === server ? host.agentsRead : { read: 0, of: 0 }
  const isAll = host.agentsRead?.server === server && known.read >= known.of
  return isAll ? null : { read: known.read, of: known.of }
}

/** Why a person should look at it now; null: there is no reason. */
export function needOf(status: AgentStatus | null): Need | null {
  if (!status) return null
  if (status.state === 'waiting') return 'waiting'
  if (status.seen) return null
  if (status.state === 'failed') return 'failed'
  return status.state === 'done' || status.state === 'idle' ? 'finished' : null
}

/** What runs in a pane: its agent, else its program. */
export function programOf(host: Host, pane: Pane | undefined): string {
  return (pane && agentOf(host, pane)?.agent) ?? pane?.command ?? ''
}
