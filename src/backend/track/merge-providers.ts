import { parseAddress } from '../../state/hosts/address.ts'
import { parseTier } from '../../state/hosts/machine-size.ts'
import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { PoolEntry, Registry } from '../../state/model/tracked-session.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { delay } from '../clock.ts'
import { backoff } from '../connection/backoff.ts'
import type { Pool } from '../pool/pool.ts'
import type { MachineRoute } from '../pool/provider.ts'

/**
 * Adds hosts that are not in the configuration to the fleet. Machines of a cloud provider (azlin) may be reached
 * through tunnels, which are kept open.
 */
export interface MergedProviders {
  /** Adds a machine that its provider has just listed to the fleet. */
  machine(machine: Machine, pool: Pool): Promise<void>
  /** Adds a host by its name to the fleet: a machine in the state file, else a host of the user's ssh configuration. */
  name(host: string, registry: Registry): Promise<void>
  /** Closes all tunnels to machines, including those that are being opened. */
  close(): Promise<void>
}

export interface MergedProvidersOptions {
  readonly pool: Pool
  readonly known: (host: string) => HostConfig | undefined
  readonly dispatch: (event: Event) => void
  /** Closes the connection to a host whose tunnel broke. */
  readonly hangUp: (host: string) => Promise<void>
}

export function mergeProviders({
  pool,
  known,
  dispatch,
  hangUp,
}: MergedProvidersOptions): MergedProviders {
  const ways = new Map<string, Promise<MachineRoute>>()
  const leaving = new AbortController()
  let listing: ReturnType<Pool['list']> | null = null

  function open(machine: Machine, from: Pool): Promise<MachineRoute> {
    const { name } = machine
    const way = from.toHost(machine, leaving.signal)
    ways.set(name, way)
    way.then(
      ({ broken }) => broken.then(why => reopen(machine, from, why)),
      () => ways.delete(name),
    )
    return way
  }

  /**
   * Opens a broken tunnel again. The new tunnel leads to the same machine, so the host stays the same and only its
   * address changes.
   */
  async function reopen(machine: Machine, from: Pool, why: string): Promise<void> {
    const { name } = machine
    for (let attempt = 0; !leaving.signal.aborted; attempt++) {
      const text = `The tunnel to ${name} broke, and fleetmux opens it again: ${why}`
      if (attempt === 0) dispatch({ type: 'warned', text })
      try {
        const reached = await open(machine, from)
        await hangUp(name)
        return tell(reached)
      } catch (thrown) {
        if (leaving.signal.aborted) return
        dispatch({ type: 'failed', failure: toFailure(thrown, name) })
        await delay(backoff(attempt))
      }
    }
  }

  function tell({ host, options }: MachineRoute): void {
    dispatch({ type: 'joined', host: { ...host, options, joined: 'azlin' } })
  }

  async function machine(wanted: Machine, from: Pool): Promise<void> {
    if (known(wanted.name)) return
    tell(await (ways.get(wanted.name) ?? open(wanted, from)))
  }

  /** Finds a machine. Concurrent calls share one list request, because a provider may take half a minute for it. */
  async function find(name: string): Promise<Machine> {
    listing ??= pool.list(leaving.signal).finally(() => {
      listing = null
    })
    const { machines, failures } = await listing
    const found = machines.find(each => each.name === name)
    if (found) return found
    const [failure] = failures
    throw new FailureError(failure ?? gone(name))
  }

  return {
    machine,
    async name(host, registry) {
      if (known(host)) return
      if (isMade(registry.pool.get(host))) return machine(await find(host), pool)
      parseAddress(host)
      const config: HostConfig = { name: host, transport: 'ssh', address: host, joined: 'name' }
      dispatch({ type: 'joined', host: config })
    },
    async close() {
      leaving.abort(new FailureError({ kind: 'lost', what: 'fleetmux is quitting.' }))
      const open = await Promise.allSettled(ways.values())
      await Promise.all(open.map(each => each.status === 'fulfilled' && each.value.close()))
    },
  }
}

/**
 * Refuses a host that was in the configuration when a session started on it, and is not any more: ssh may resolve the
 * name to another machine.
 * @throws FailureError
 */
export function refuseGone(host: string, { sessions }: Registry): void {
  const own = [...sessions.values()].filter(each => each.host === host && each.configured)
  const [one] = own
  if (!one) return
  // For several sessions, the message names the host in place of a session, because only the caller knows which one is
  // meant.
  const [who, which] =
    own.length === 1 ? [`Session '${one.id}' was`, one.id] : [`${own.length} sessions were`, host]
  throw new FailureError({
    kind: 'missing',
    host,
    what: `${who} started on this host, which is no longer in the configuration.`,
    why: 'the host was renamed or removed, and fleetmux never looks for a session on another host',
    hint: `Name the new host: \`fleetmux reassign ${which} HOST\`. Or add ${host} to the configuration again.`,
  })
}

/**
 * Whether a provider created the machine of a pool entry. Its `size` is then the provider's name of a machine type; for
 * a configured host, `size` is one of fleetmux's own sizes (such as `l`) or empty.
 */
export function isMade(entry: PoolEntry | undefined): boolean {
  return entry !== undefined && entry.size !== '' && parseTier(entry.size) === null
}

function gone(host: string): Failure {
  return makeFailure({
    kind: 'unreachable',
    host,
    what: 'The machine is neither in the configuration nor known to azlin, which manages Azure machines.',
    hint: 'If the machine was deleted, remove its sessions from the state file: `fleetmux kill ID --force`.',
  })
}
