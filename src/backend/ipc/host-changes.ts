import { serverKey } from '../../state/hosts/host.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { Event } from '../../state/model/messages/event.ts'

/** The events between two states of a host. If `before` is null, all events that describe the current state. */
export function hostChanges(before: Host | null, now: Host): Event[] {
  const host = now.config.name
  const { since: _, roundTrip, ...link } = now.link
  const all: Event[] = []
  if (before?.link.state !== link.state) all.push({ type: 'link', host, link })
  if (roundTrip !== undefined && before?.link.roundTrip !== roundTrip)
    all.push({ type: 'round-trip', host, milliseconds: roundTrip })
  if (before?.server !== now.server) all.push({ type: 'server', host, server: now.server })
  if (before?.sessions !== now.sessions)
    all.push({ type: 'sessions', host, sessions: [...now.sessions.values()] })
  return all
}

/**
 * The agent events between two states of a host, followed by the event that says how many of the host's panes have been
 * checked for agents. If `before` is null, the events of all agents.
 */
export function agentChanges(before: Host | null, now: Host): Event[] {
  const { agentsRead } = now
  const readings = agentReadings(before, now)
  if (!agentsRead || before?.agentsRead === agentsRead) return readings
  const { server, read, of } = agentsRead
  return [...readings, { type: 'agents-read', host: now.config.name, server, read, of }]
}

function agentReadings(before: Host | null, now: Host): Event[] {
  if (before?.agents === now.agents) return []
  const host = now.config.name
  const panes = new Set([...(before?.agents.keys() ?? []), ...now.agents.keys()])
  return [...panes]
    .filter(pane => before?.agents.get(pane) !== now.agents.get(pane))
    .map(pane => {
      const status = now.agents.get(pane)
      const target = { host, server: serverKey(now), pane }
      if (!status) return { type: 'agent', target, reading: null, trace: [] }
      const { since, seen: _, trace, ...reading } = status
      return { type: 'agent', target, reading, trace, since }
    })
}
