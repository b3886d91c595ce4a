import { parseAddress } from '../state/hosts/address.ts'
import { nameOfHost } from '../state/hosts/name.ts'
import { otherServerNamed } from '../state/hosts/other-server.ts'
import { type HostConfig, THIS_MACHINE } from '../state/model/host-config.ts'
import type { Config } from './config/config.ts'

/** Capacity of a host without a configuration: how many sessions from prompts it may run at once. */
const ROOM = 4

/**
 * All hosts, in this order: this machine, then those of the configuration of fleetmux, those of the configuration of
 * atmux (another tool for tmux on several hosts), and those of the command line. Of several hosts with one name, only
 * the first is used.
 */
export function allHosts(
  config: Config,
  atmux: readonly HostConfig[],
  remotes: readonly string[],
): HostConfig[] {
  const here: HostConfig = { name: THIS_MACHINE, transport: 'local', ...config.local }
  // A host that is disabled in our configuration stays disabled, even if atmux lists it.
  const own = new Set(config.hosts.map(host => host.name))
  const known = [here, ...config.hosts, ...atmux.filter(host => !own.has(host.name))]
  const named = [...new Set(remotes)].filter(each =>
    known.every(host => host.name !== nameOfHost(known, each)),
  )
  return [...known, ...named.map(name => otherServerNamed(known, name) ?? toHost(name))]
}

/**
 * Reads from the ssh configuration which names on the command line are the address of a configured host. The file is
 * read only for names that cannot be resolved without it.
 */
export async function aliasesOf(
  config: Config,
  remotes: readonly string[],
  sshConfig: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const known = config.hosts
  const unknown = remotes.filter(
    each =>
      each !== THIS_MACHINE &&
      known.every(({ name }) => name !== each) &&
      nameOfHost(known, each) === each &&
      !otherServerNamed(known, each),
  )
  if (unknown.length === 0 || known.length === 0) return new Map()
  const { remoteAliases } = await import('./config/remote-alias.ts')
  return remoteAliases(unknown, known, sshConfig)
}

/** A host from an address alone, without a configuration: it gets a fixed capacity. */
export function toRoomy(address: string): HostConfig {
  return { ...toHost(address), capacity: ROOM }
}

function toHost(address: string): HostConfig {
  parseAddress(address)
  return { name: address, transport: 'ssh', address, joined: 'name' }
}
