import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { hostMachine } from '../../state/pool/machine-of-host.ts'
import { direct, type Provider } from './provider.ts'

export interface StaticOptions {
  readonly hosts: () => readonly HostConfig[]
  /** Names of disabled hosts in the configuration. */
  readonly disabled?: () => readonly string[]
  /** Whether a host is reachable. Default: unknown. */
  readonly reachable?: (host: string) => Machine['reachable']
}

/**
 * Provides the hosts of the configuration. All are listed, so that each can be named, but only hosts with a tier or a
 * capacity have slots for sessions. fleetmux never creates or removes hosts of the configuration.
 */
export function createStatic(options: StaticOptions): Provider {
  const { hosts, disabled = () => [], reachable = () => 'unknown' } = options
  const refuse = (host: string, what: string, hint: string) =>
    Promise.reject(new FailureError({ kind: 'refused', what, hint, ...(host && { host }) }))

  return {
    name: 'static',
    makes: false,
    list: async () => [
      ...hosts().map(host => hostMachine(host, reachable(host.name))),
      ...disabled().map(off),
    ],
    provision: () =>
      refuse(
        '',
        'The pool consists only of hosts of the configuration: fleetmux cannot create machines.',
        'Wait until a session ends, or give another host of the configuration a capacity.',
      ),
    remove: name =>
      refuse(
        name,
        'A host of the configuration cannot be removed from the pool this way.',
        `To keep new sessions off the host: \`fleetmux pool cordon ${name}\`. Or remove its tier and capacity from the configuration.`,
      ),
    async toHost({ name }) {
      const host = hosts().find(each => each.name === name)
      if (host) return direct(host)
      throw new FailureError({
        ...{ kind: 'missing', what: `There is no host ${name}.` },
        hint: '`fleetmux hosts` lists the hosts.',
      })
    },
  }
}

function off(name: string): Machine {
  return { ...hostMachine({ name, transport: 'ssh' }, 'unknown'), disabled: true }
}
