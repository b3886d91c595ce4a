import { isReached, whyNoSessions } from '../../state/hosts/link-text.ts'
import type { Host } from '../../state/model/fleet.ts'

/** Why a host has no sessions, for a line that does not say that it is about tmux; null: the host has sessions. */
export function noSessionsText(host: Host): string | null {
  const hasNoServer = isReached(host) && host.server.state === 'none'
  return hasNoServer ? 'no tmux server is running' : whyNoSessions(host)
}
