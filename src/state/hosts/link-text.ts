import type { Host } from '../model/fleet.ts'

/** Whether the host is connected, so that its state is current. */
export function isReached(host: Host): boolean {
  return host.link.state === 'up' || host.link.state === 'slow'
}

/** Whether the sessions of a host are known. A running server without sessions has not been listed yet. */
export function isListed({ server, sessions }: Host): boolean {
  return server.state === 'running' ? sessions.size > 0 : server.state !== 'unknown'
}

/** Why a host shows no sessions, in words; null: it has sessions. */
export function whyNoSessions(host: Host): string | null {
  if (!isReached(host)) return linkText(host)
  if (host.server.state === 'no-tmux') return 'no tmux on this host'
  if (host.server.state === 'none') return 'no server running'
  if (host.sessions.size > 0) return null
  return host.server.state === 'unknown' ? 'asking…' : 'no sessions'
}

/** The connection in words: its state, and the round trip if the host is up. */
export function linkText(host: Host): string {
  if (host.config.disabled) return 'off'
  const { state, failure, roundTrip } = host.link
  if (state === 'connecting') return 'connecting…'
  if (state === 'idle') return 'not connected'
  if (state === 'down') return failure ? `down: ${cause(host, failure.what)}` : 'down'
  const time = roundTrip === undefined ? '' : `${Math.max(1, Math.round(roundTrip))} ms`
  return state === 'slow' ? `slow ${time}`.trim() : time || 'up'
}

/** Removes the host's name from a failure: the host's own row shows it already. */
function cause(host: Host, what: string): string {
  const name = `${host.config.name} `
  return what.startsWith(name) ? what.slice(name.length) : what
}
