import type { Host } from '../model/fleet.ts'
import type { LastSeenHost, LastSeenHosts } from '../model/last-seen.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import { serverKey, wayKey, withHost } from './host.ts'

/** Reducers that show hosts at the start as an earlier process saw them, marked as recalled until the hosts answer. */
export const recall: Handlers = {
  recalled: (state, { memories }) => {
    const known = new Map(Object.entries(memories))
    const hosts = new Map<string, Host>()
    for (const [name, host] of state.hosts) hosts.set(name, remembered(host, known.get(name)))
    return step({ ...state, hosts })
  },
  sessions: (state, { host }) => step(answered(state, host)),
}

function remembered(host: Host, memory: LastSeenHost | undefined): Host {
  const isNew = host.server.state === 'unknown' && host.sessions.size === 0
  if (!memory || !isNew || memory.way !== wayKey(host.config)) return host
  const sessions = new Map(memory.sessions.map(session => [session.id, session]))
  const putAway = { server: serverKey(memory), panes: [...oldEnds(memory), ...(memory.seen ?? [])] }
  return { ...host, server: memory.server, sessions, recalled: memory.at, putAway }
}

/** Time after which the end of a program is no longer news, in milliseconds. */
const NEWS = 3_600_000

/** Panes whose program had ended more than an hour before the host's state was stored: the end is no longer news. */
function oldEnds({ at, sessions }: LastSeenHost): readonly string[] {
  const panes = sessions.flatMap(session => session.panes)
  return panes.filter(({ dead, activity }) => dead && at - activity > NEWS).map(({ id }) => id)
}

function answered(state: State, name: string): State {
  const host = state.hosts.get(name)
  if (host?.recalled === undefined) return state
  const { recalled: _, ...known } = host
  return withHost(state, known)
}

/**
 * What to store about hosts for a later process. `before`: stored earlier, kept for hosts that this process has not
 * seen.
 */
export function memoriesOf(state: State, before: LastSeenHosts): LastSeenHosts {
  const kept = [...state.hosts].flatMap(([name, host]) => {
    const memory =
      memoryOf(host, state.now) ?? (Object.hasOwn(before, name) ? before[name] : undefined)
    return memory ? [[name, memory] as const] : []
  })
  return Object.fromEntries(kept)
}

/** What to store about a host; null if this process has not seen a running tmux server on it. */
function memoryOf(host: Host, now: number): LastSeenHost | null {
  const { config, link, server, sessions, recalled } = host
  if (server.state !== 'running' || recalled !== undefined) return null
  const at = link.state === 'up' || link.state === 'slow' ? now : link.since
  const seen = seenEnds(host)
  const ends = seen.length > 0 && { seen }
  return { at, way: wayKey(config), server, sessions: [...sessions.values()], ...ends }
}

/** Panes whose program has ended and whose end the user has seen, in this process or an earlier one. */
function seenEnds({ agents, sessions, server, putAway }: Host): readonly string[] {
  const isSame = server.state === 'running' && putAway?.server === serverKey({ server })
  const before = new Set(isSame ? putAway.panes : [])
  const dead = [...sessions.values()].flatMap(({ panes }) => panes.filter(pane => pane.dead))
  return dead.flatMap(({ id }) => ((agents.get(id)?.seen ?? before.has(id)) ? [id] : []))
}
