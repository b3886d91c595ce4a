import { withEntry } from '../map/shared-map.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Host, Link, Session } from '../model/fleet.ts'
import type { HostConfig } from '../model/host-config.ts'
import { type Handlers, type Message, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import { hasEnded, otherServer, withUnshown } from './other-server.ts'
import { placeKey } from './transport-fields.ts'

/** The reducers of the hosts: their configuration, connections and tmux servers. */
export const hosts: Handlers = {
  configured: (state, message, at) =>
    configure({ ...state, settings: message.settings }, message.hosts, at),

  joined: (state, { host }, at) =>
    step(state.hosts.has(host.name) ? state : withHost(state, newHost(host, at))),

  'other-server': (state, { host, ...found }, at) => {
    const config = otherServer(state.hosts, host, found)
    const asUnshown = (known: Host) => withUnshown(known, found.server)
    if (config === 'tooMany') return step(change(state, { host }, asUnshown))
    return step(config ? withHost(state, newHost(config, at)) : state)
  },

  dial(state, { host }) {
    const known = state.hosts.get(host)
    return known && !known.config.disabled
      ? step(state, { type: 'dial', host: known.config })
      : step(state)
  },

  'hang-up': (state, { host }) => step(state, { type: 'hang-up', host }),

  link: (state, { link, ...from }, at) =>
    step(
      change(state, from, known => ({
        ...known,
        // A disabled host ignores late events of its last connection.
        link: known.config.disabled ? known.link : relink(known.link, link, at),
        ...(link.state === 'idle' && {
          server: { state: 'unknown' },
          sessions: NONE,
          agents: NONE,
        }),
      })),
    ),

  'round-trip': (state, { milliseconds, ...from }) =>
    step(
      change(state, from, known => ({
        ...known,
        link: { ...known.link, roundTrip: milliseconds },
      })),
    ),

  server(state, { server, ...from }) {
    if (hasEnded(state.hosts.get(from.host), server)) return without(state, from.host)
    return step(change(state, from, known => withServer(known, server)))
  },

  sessions: (state, { sessions, ...from }) =>
    step(
      change(state, from, known => {
        const listed = bySession(known.sessions, sessions)
        return listed === known.sessions ? known : { ...known, sessions: listed }
      }),
    ),
}

const NONE: ReadonlyMap<string, never> = new Map<string, never>()

/** `pid:started` of the running server, else ''. */
export function serverKey(host: Pick<Host, 'server'>): string {
  return host.server.state === 'running' ? `${host.server.pid}:${host.server.started}` : ''
}

export function newHost(config: HostConfig, at: number): Host {
  return {
    config,
    link: config.disabled
      ? { state: 'down', since: at, failure: switchedOff(config.name) }
      : { state: 'idle', since: at },
    server: { state: 'unknown' },
    sessions: NONE,
    agents: NONE,
  }
}

/** The failure for a host name that does not exist. */
export function noSuchHost(name: string): Failure {
  return makeFailure({
    kind: 'missing',
    what: `There is no host ${name}.`,
    hint: '`fleetmux hosts` lists the hosts, and `fleetmux hosts add NAME` adds a host.',
  })
}

/** The failure for the use of a host that is switched off in the configuration. */
export function switchedOff(name: string): Failure {
  return makeFailure({
    kind: 'refused',
    host: name,
    namesHost: true,
    what: `${name} is disabled in the configuration.`,
    hint: `To enable it: \`fleetmux hosts enable ${name}\`.`,
    needsPerson: true,
  })
}

/** Changes a host. An unchanged host stays the same object, so that the screen does not draw it again. */
function change(state: State, from: From, to: (host: Host) => Host): State {
  const host = state.hosts.get(from.host)
  if (!host) return state
  const { connection = host.connection } = from
  const changed = to(host)
  const next =
    connection === undefined || connection === changed.connection
      ? changed
      : { ...changed, connection }
  return next === host ? state : withHost(state, next)
}

function withServer(host: Host, server: Host['server']): Host {
  if (same(host.server, server)) return host
  // The server has been replaced or has ended: its sessions and agents are gone.
  const isOther = serverKey(host) !== serverKey({ server })
  return { ...host, server, ...(isOther && { sessions: NONE, agents: NONE }) }
}

function without(state: State, host: string): Step {
  const hosts = new Map([...state.hosts].filter(([name]) => name !== host))
  return step({ ...state, hosts }, { type: 'hang-up', host })
}

/** Replaces the host of the same name. */
export function withHost(state: State, host: Host): State {
  return { ...state, hosts: withEntry(state.hosts, host.config.name, host) }
}

type From = { readonly host: string; readonly connection?: number }

/**
 * Whether a message comes from a replaced connection: an old connection may end seconds later, and its events are not
 * about the current state.
 */
export function isOutdated(state: State, message: Message): boolean {
  if (!('connection' in message) || message.connection === undefined) return false
  return message.connection < (state.hosts.get(message.host)?.connection ?? 0)
}

function relink(before: Link, link: Omit<Link, 'since' | 'roundTrip'>, at: number): Link {
  const since = before.state === link.state || isStillOut(before, link) ? before.since : at
  // During a new attempt, the failure of the last one remains the reason why the host cannot be used.
  const { failure = link.state === 'connecting' ? before.failure : undefined } = link
  return {
    ...link,
    since,
    ...(failure && { failure }),
    ...(before.roundTrip !== undefined && { roundTrip: before.roundTrip }),
  }
}

/** After a failed attempt the host counts as down since the first failure, not since the newest attempt. */
function isStillOut(before: Link, { state }: Pick<Link, 'state'>): boolean {
  return before.failure !== undefined && OUT.includes(state) && OUT.includes(before.state)
}

const OUT: readonly Link['state'][] = ['connecting', 'down']

/**
 * The sessions by id. Unchanged sessions and an unchanged list stay the same objects, so that they are not drawn again.
 */
function bySession(known: Host['sessions'], sessions: readonly Session[]): Host['sessions'] {
  const ids = known.keys()
  const listed = new Map<string, Session>()
  let isSame = true
  for (const session of sessions) {
    const before = known.get(session.id)
    const kept = before && same(before, session) ? before : session
    listed.set(session.id, kept)
    isSame &&= kept === before && ids.next().value === session.id
  }
  return isSame && listed.size === known.size ? known : listed
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => same(one[key as keyof typeof one], other[key as keyof typeof other]))
  )
}

function configure(state: State, written: readonly HostConfig[], at: number): Step {
  const named = new Set(written.map(config => config.name))
  const joined = [...state.hosts.values()].map(host => host.config)
  const configs = [...written, ...joined.filter(each => each.joined && !named.has(each.name))]
  const kept = configs.map(config => {
    const known = state.hosts.get(config.name)
    return [
      config.name,
      known && sameWay(known.config, config)
        ? { ...known, config }
        : { ...newHost(config, at), ...(known && after(known)) },
    ] as const
  })
  const hosts = new Map(kept)
  const gone = [...state.hosts.values()].filter(host => !hosts.has(host.config.name))
  const moved = [...state.hosts.values()].filter(
    host =>
      hosts.get(host.config.name) &&
      !sameWay(hosts.get(host.config.name)?.config, host.config) &&
      host.link.state !== 'idle',
  )
  return step(
    { ...state, hosts },
    ...[...gone, ...moved].map(host => ({ type: 'hang-up', host: host.config.name }) as const),
    ...moved.flatMap(host => {
      const now = hosts.get(host.config.name)
      return now && !now.config.disabled ? [{ type: 'dial', host: now.config } as const] : []
    }),
  )
}

/** Increases the connection number, so that events of the old connection are ignored. */
function after({ connection }: Host): Pick<Host, 'connection'> {
  return connection === undefined ? {} : { connection: connection + 1 }
}

/** Identifies the machine that a configuration leads to. Equal texts mean the same machine. */
export function wayKey({ transport, address, ...place }: HostConfig): string {
  return JSON.stringify([transport, address ?? null, placeKey(place)])
}

/**
 * Whether the connection can stay after a change of the configuration. A new capacity, for example, needs no new
 * connection.
 */
function sameWay(one: HostConfig | undefined, other: HostConfig): boolean {
  return (
    one !== undefined &&
    wayKey(one) === wayKey(other) &&
    one.key === other.key &&
    one.disabled === other.disabled
  )
}
