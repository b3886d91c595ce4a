import { type Failure, namesItsHost } from '../model/failure.ts'
import type { Host } from '../model/fleet.ts'
import { age } from '../text/age.ts'
import { width } from '../text/text.ts'

/** The hint for a broken connection, where fleetmux restores it unless its command has ended. */
export const RECONNECTS = 'A running screen or server reconnects.'

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
  if (state === 'down') return failure ? `down: ${cause(host, failure)}` : 'down'
  const time = roundTrip === undefined ? '' : `${Math.max(1, Math.round(roundTrip))} ms`
  return state === 'slow' ? `slow ${time}`.trim() : time || 'up'
}

/** Removes the host's name from a failure: the host's own row shows it already. */
function cause({ config: { name } }: Host, failure: Failure): string {
  const { what } = failure
  const isFirst = namesItsHost(failure, name) && what.startsWith(`${name} `)
  return isFirst ? what.slice(name.length + 1) : what
}

/**
 * The state of the connection in at most `room` cells: `up 2 ms`, `slow 300 ms, 5m`, `down 5m, retry in 10s: why`. If
 * there is not enough room, the time of the retry is omitted, but not the reason.
 */
export function linkLine(host: Host, now: number, room: number): string {
  const { config, link, server } = host
  if (config.disabled || link.state === 'idle' || link.state === 'connecting') return linkText(host)
  if (!isReached(host)) return downLine(host, now, room)
  if (server.state === 'no-tmux') return 'no tmux'
  const words = linkText(host)
  const reached = link.state === 'up' && words !== 'up' ? `up ${words}` : words
  const up = link.state === 'slow' ? withAge(reached, ', ', link.since, now) : reached
  if (server.state !== 'running' || server.path === 'pushed') return up
  return `${up}, polled: ${server.note ?? `tmux ${server.version}`}`
}

function downLine(host: Host, now: number, room: number): string {
  const { since, retryAt = now } = host.link
  const down = withAge('down', ' ', since, now)
  const seconds = Math.round((retryAt - now) / 1000)
  const again = seconds > 0 ? `${down}, retry in ${seconds < 60 ? `${seconds}s` : '1m'}` : down
  const why = linkText(host).replace(/^down/, '')
  return `${width(again) <= room ? again : down}${why}`
}

/** Adds the age of a state as a label, such as `5m`. In the first minute there is no label. */
function withAge(words: string, between: string, since: number, now: number): string {
  const label = age(since, now)
  return label === 'now' ? words : `${words}${between}${label}`
}
