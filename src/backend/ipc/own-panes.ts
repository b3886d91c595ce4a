import type { Event } from '../../state/model/messages/event.ts'
import { type OwnPane, oursOn } from '../own-pane.ts'

/**
 * Sets `ours` in events of another fleetmux process: true for the pane that this process runs in, false for all others,
 * also for the pane that the other process runs in.
 */
export function createOwnPanes(here: OwnPane): (event: Event) => Event {
  const servers = new Map<string, string>()
  return event => {
    if (event.type === 'server' && event.server.state === 'running')
      servers.set(event.host, `${event.server.pid}:${event.server.started}`)
    if (event.type !== 'sessions') return event
    const isOurs = oursOn(here, servers.get(event.host) ?? '')
    return {
      ...event,
      sessions: event.sessions.map(session => ({
        ...session,
        panes: session.panes.map(pane => ({ ...pane, ours: isOurs(pane.id) })),
      })),
    }
  }
}
