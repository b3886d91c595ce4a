import { parseAddress } from '../state/hosts/address.ts'
import { nameOfHost } from '../state/hosts/name.ts'
import { otherServerNamed } from '../state/hosts/other-server.ts'
import { type HostConfig, THIS_MACHINE } from '../state/model/host-config.ts'
import type { Config } from './config/config.ts'

/** Sessions from prompts on one pretend host. */
const ROOM = 4

/** This machine, the configuration's hosts, atmux's, and those of the command line: each only where none before has its name. */
export function allHosts(
  config: Config,
  atmux: readonly HostConfig[],
  remotes: readonly string[],
): HostConfig[] {
  const here: HostConfig = { name: THIS_MACHINE, transport: 'local', ...config.local }
  // One that is switched off in our configuration is not switched on by atmux's.
  const own = new Set(config.hosts.map(host => host.name))
  const known = [here, ...config.hosts, ...atmux.filter(host => !own.has(host.name))]
  const named = [...new Set(remotes)].filter(each =>
    known.every(host => host.name !== nameOfHost(known, each)),
  )
  return [...known, ...named.map(name => otherServerNamed(known, name) ?? toHost(name))]
}

/** Where nothing else is, each has room for sessions: no configuration says how much. */
export function toRoomy(address: string): HostConfig {
  return { ...toHost(address), capacity: ROOM }
}

function toHost(address: string): HostConfig {
  parseAddress(address)
  return { name: address, transport: 'ssh', address, joined: 'name' }
}
