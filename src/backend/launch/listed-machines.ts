import type { HostConfig } from '../../state/model/host-config.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import type { State } from '../../state/model/state.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { hostMachine } from '../../state/pool/machine-of-host.ts'
import { runningStrangers } from '../../state/tracked/strangers.ts'
import { unlessAborted } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import type { Pool } from '../pool/pool.ts'
import type { Listed } from './reservation.ts'

interface Lister {
  readonly order: LaunchOrder
  readonly getState: () => State
  /** Dials a host and resolves when it is up. */
  readonly reach: (host: string) => Promise<Connection>
  readonly signal: AbortSignal
}

/**
 * The configured hosts on which a launch (sessions to start, one for each prompt) may place sessions. Their regions are
 * omitted if the launch requests no region.
 */
export function chosenHosts({ hosts }: State, { region }: LaunchOrder): HostConfig[] {
  return [...hosts.values()]
    .map(({ config }) => config)
    .filter(config => config.joined !== 'azlin')
    .map(({ region: own, ...config }) =>
      // `config` here lacks the host's region, which could exclude the host if no region was requested.
      region === null || own === undefined ? config : { ...config, region: own },
    )
}

/** The hosts on which the requested sessions may start: the host that the user named, or those of the pool. */
export function placesOf(state: State, order: LaunchOrder): HostConfig[] {
  return chosenHosts(state, order).filter(config =>
    order.host === undefined
      ? hostMachine(config, 'unknown').capacity !== null
      : config.name === order.host,
  )
}

/**
 * Lists the machines on which sessions may be placed. Without `withMakers`: those of the configuration, after dialling
 * all hosts on which the launch may place sessions, in parallel, because no session is placed on a host that is down.
 * With `withMakers`, later, if they have no room: also those of providers that create machines (azlin).
 */
export async function listMachines(run: Lister, pool: Pool, withMakers: boolean): Promise<Listed> {
  if (withMakers) {
    const listed = await pool.list(run.signal)
    return { ...listed, machines: listed.machines.map(each => withLink(run, each)) }
  }
  const { order, getState, reach, signal } = run
  const wanted = placesOf(getState(), order)
  const asked = Promise.allSettled(wanted.map(config => reach(config.name)))
  await unlessAborted(signal, asked)
  const machines = chosenHosts(getState(), order).map(config => hostMachine(config, 'unknown'))
  return { machines: machines.map(each => withLink(run, each)), failures: [] }
}

function withLink({ getState }: Lister, machine: Machine): Machine {
  const { hosts, registry } = getState()
  const host = hosts.get(machine.name)
  const link = host?.link
  if (link?.state === 'up' || link?.state === 'slow') {
    const others = registry ? runningStrangers(host, registry) : 0
    return { ...machine, reachable: 'up', ...(others > 0 && { others }) }
  }
  if (link?.state !== 'down') return machine
  return { ...machine, reachable: 'down', ...(link.failure && { note: link.failure.what }) }
}
