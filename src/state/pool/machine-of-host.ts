import { TIERS } from '../hosts/machine-size.ts'
import type { HostConfig } from '../model/host-config.ts'
import type { State } from '../model/state.ts'
import type { Machine } from './candidate.ts'

/** A host as a machine. Without a tier or capacity it is not part of the pool. */
export function hostMachine(host: HostConfig, reachable: Machine['reachable']): Machine {
  const { name, tier = null, region = '', capacity } = host
  return {
    name,
    provider: 'static',
    tier,
    size: tier ?? '',
    region,
    capacity: capacity ?? (tier && TIERS[tier].capacity),
    reachable,
    createdAt: null,
    ...(host.disabled && { disabled: true }),
    ...(!host.joined && { configured: true }),
  }
}

/** All hosts as machines, except those that azlin (a tool for machines at Azure) reports. */
export function staticMachines({ hosts }: Pick<State, 'hosts'>): Machine[] {
  return [...hosts.values()]
    .filter(({ config }) => config.joined !== 'azlin')
    .map(({ config, link }) => hostMachine(config, link.state === 'down' ? 'down' : 'unknown'))
}
