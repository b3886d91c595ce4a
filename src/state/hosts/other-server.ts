import type { Host } from '../model/fleet.ts'
import type { HostConfig } from '../model/host-config.ts'
import { placeKey } from './transport-fields.ts'

/**
 * Maximum number of other tmux servers of one host that are added automatically: each needs a connection. The names of
 * further ones are stored; the user can open them as `HOST+NAME`.
 */
const MOST = 6

/** Maximum number of stored names of servers that are not shown: a host may report any number. */
const UNSHOWN = 100

/** `HOST+NAME`: the tmux server NAME (`tmux -L NAME`) of a host. A `+` before an `@` is part of a user name. */
const NAMED = /^(?<host>.*[^+])\+(?<server>[\w.-]{1,100})$/

/**
 * The host for a name of the form `HOST+NAME`; null: the name has another form, or HOST has a configured tmux socket.
 */
export function otherServerNamed(known: readonly HostConfig[], name: string): HostConfig | null {
  const { host = '', server = '' } = NAMED.exec(name)?.groups ?? {}
  if (server === '') return null
  const base = known.find(each => each.name === host)
  if (base?.socket !== undefined) return null
  const config = base ?? { name: host, transport: 'ssh', address: host }
  return { ...serverOf(config, server, server), joined: 'name' }
}

/**
 * The new host for another tmux server that the host named `host` has reported; null: this host exists already;
 * `tooMany`: `MOST` other servers of that machine are shown already. `socket`: the name of the server for `tmux -L`, or
 * the path of its socket.
 */
export function otherServer(
  hosts: ReadonlyMap<string, Host>,
  host: string,
  { server, socket }: { readonly server: string; readonly socket: string },
): HostConfig | 'tooMany' | null {
  const base = hosts.get(host)?.config
  if (!base || base.socket !== undefined || base.disabled) return null
  const config = serverOf(base, server, socket)
  const isPath = socket.startsWith('/')
  const all = [...hosts.values()].map(each => each.config)
  const there = all.filter(each => machineKey(each) === machineKey(base))
  const isKnown = there.some(
    ({ socket: known }) => known === socket || (!isPath && known?.endsWith(`/${socket}`)),
  )
  const count = there.filter(({ joined }) => joined === 'server').length
  if (isKnown || hosts.has(config.name)) return null
  return count >= MOST ? 'tooMany' : config
}

/**
 * Whether the host is another tmux server on the machine of an existing host. Files, runs and worktree sessions belong
 * to the machine, so they are requested only through the existing host.
 */
export function isOtherServer({ config }: Pick<Host, 'config'>): boolean {
  return config.joined === 'server'
}

/** Whether a tmux server that was added as a host automatically has ended, so that the host must be removed. */
export function hasEnded(host: Host | undefined, { state }: Host['server']): boolean {
  const isOver = state === 'none' || state === 'no-sessions'
  return isOver && host !== undefined && isOtherServer(host) && host.server.state === 'running'
}

/** Stores the name of another tmux server of the host that is not added as a host, because there are too many. */
export function withUnshown(host: Host, server: string): Host {
  const { unshown = [] } = host
  if (unshown.includes(server) || unshown.length >= UNSHOWN) return host
  return { ...host, unshown: [...unshown, server] }
}

/** A sentence about tmux servers of the host that are not shown; null: all servers are shown. */
export function unshownText({ config: { name }, unshown = [] }: Host): string | null {
  const [first] = unshown
  if (first === undefined) return null
  const [others, which] =
    unshown.length === 1
      ? ['another tmux server runs', 'its sessions']
      : [`${unshown.length} more tmux servers run`, 'the sessions of one of them']
  return `${name}: ${others} on this host (not shown): ${unshown.join(', ')}. To list ${which}: \`fleetmux ls --host ${name}+${first}\`.`
}

/**
 * The configuration for another tmux server (`server`) of the host `base`: a copy without capacity, tier and default
 * mark.
 */
function serverOf(base: HostConfig, server: string, socket: string): HostConfig {
  const { capacity: _capacity, tier: _tier, default: _default, ...rest } = base
  const isReachedByName = base.transport === 'ssh' || base.transport === 'ssh2'
  return {
    ...rest,
    ...(isReachedByName && { address: base.address ?? base.name }),
    name: `${base.name}+${server}`,
    socket,
    joined: 'server',
  }
}

/** A key of the machine and the user of a host, regardless of its tmux server. */
function machineKey({ transport, address, name, socket: _, ...place }: HostConfig): string {
  return JSON.stringify([transport, address ?? name, placeKey(place)])
}
