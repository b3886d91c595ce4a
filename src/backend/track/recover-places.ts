import { addressTrouble, nameTrouble } from '../../state/hosts/validation-error.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { sshConfigNames, userSshConfig } from '../config/ssh-config-names.ts'
import type { Listing, Pool } from '../pool/pool.ts'
import type { MergedProviders } from './merge-providers.ts'

/** Hosts that may have sessions which are missing from the state file. */
export interface RecoverPlaces {
  /**
   * Resolves with the names of the hosts to search for lost sessions: `hosts` if given, else all known hosts. Also
   * resolves with the failures of cloud providers whose machines could not be listed.
   */
  find(hosts: readonly string[] | undefined): Promise<{
    readonly names: readonly string[]
    readonly failures: readonly Failure[]
  }>
  /** Adds the host to the fleet if needed. @throws FailureError if it cannot be reached. */
  join(host: string): Promise<void>
  /** Host names that are only in the user's ssh configuration and may not belong to this fleet. */
  others(): readonly string[]
}

export function createRecoverPlaces(options: {
  readonly getState: () => State
  readonly join: MergedProviders
  readonly registry: () => Promise<Registry>
  /** Lists the machines of the cloud providers, such as azlin; null: no provider is set up. */
  readonly list: () => Promise<Listing | null>
  readonly pool: Pool
  readonly sshConfig?: string
}): RecoverPlaces {
  const { getState, join, pool } = options
  const machines = new Map<string, Machine>()
  const isKnown = (name: string) => getState().hosts.has(name)

  async function list(): Promise<readonly Failure[]> {
    const listed = await options.list()
    for (const machine of listed?.machines ?? []) machines.set(machine.name, machine)
    return listed?.failures ?? []
  }

  return {
    async find(hosts) {
      if (hosts) return { names: hosts, failures: hosts.every(isKnown) ? [] : await list() }
      const failures = await list()
      const own = [...getState().hosts.values()].filter(({ config }) => !config.disabled)
      const running = [...machines.values()].filter(({ reachable }) => reachable !== 'down')
      const names = [...own.map(({ config }) => config.name), ...running.map(({ name }) => name)]
      return { names: [...new Set(names)], failures }
    },
    async join(host) {
      if (isKnown(host)) return
      const machine = machines.get(host)
      if (machine) await join.machine(machine, pool)
      else await join.name(host, await options.registry())
    },
    others: () =>
      sshConfigNames(options.sshConfig ?? userSshConfig()).filter(
        name => !isKnown(name) && nameTrouble(name) === null && addressTrouble(name) === null,
      ),
  }
}
