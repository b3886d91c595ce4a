import type { Host } from '../model/fleet.ts'
import type { HostConfig } from '../model/host-config.ts'
import { placeKey } from './transport-fields.ts'

/** Maximum number of other tmux servers of one host that are added automatically: each needs a connection. */
const MOST = 6

/** `HOST+NAME`: the tmux server NAME (`tmux -L NAME`) of a host. A `+` before an `@` belongs to a user. */
const NAMED = /^(?<host>.*[^+])\+(?<server>[\w.-]{1,100})$/

/** The host for a name of the form `HOST+NAME`; null: the name has another form, or HOST has a socket set. */
export function otherServerNamed(known: readonly HostConfig[], name: string): HostConfig | null {
  const { host = '', server = '' } = NAMED.exec(name)?.groups ?? {}
  if (server === '') return null
  const base = known.find(each => each.name === host)
  if (base?.socket !== undefined) return null
  return serverOf(base ?? { name: host, transport: 'ssh', address: host }, server)
}

/** A host for another tmux server that a host has reported; null: it exists already, or there are too many. */
export function otherServer(
  hosts: ReadonlyMap<string, Host>,
  host: string,
  server: string,
): HostConfig | null {
  const base = hosts.get(host)?.config
  if (!base || base.socket !== undefined || base.disabled) return null
  const config = serverOf(base, server)
  const all = [...hosts.values()].map(each => each.config)
  const there = all.filter(each => machineKey(each) === machineKey(base))
  const isKnown = there.some(({ socket }) => socket === server || socket?.endsWith(`/${server}`))
  const count = there.filter(({ joined }) => joined === 'server').length
  return isKnown || hosts.has(config.name) || count >= MOST ? null : config
}

/** Copies the host's configuration for this server, without its capacity, tier and default mark. */
function serverOf(base: HostConfig, server: string): HostConfig {
  const { capacity: _capacity, tier: _tier, default: _default, ...rest } = base
  const isReachedByName = base.transport === 'ssh' || base.transport === 'ssh2'
  return {
    ...rest,
    ...(isReachedByName && { address: base.address ?? base.name }),
    name: `${base.name}+${server}`,
    socket: server,
    joined: 'server',
  }
}

/** Identifies machine and user, regardless of the tmux server. */
function machineKey({ transport, address, name, socket: _, ...place }: HostConfig): string {
  return JSON.stringify([transport, address ?? name, placeKey(place)])
}
