import { FailureError } from '../../state/model/failure.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import type { AzlinMachine } from './azlin-list.ts'
import type { AzlinOptions } from './azlin-option.ts'
import { direct, type MachineRoute, type Provider } from './provider.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

interface WayOptions extends Pick<AzlinOptions, 'user' | 'port' | 'env'> {
  /** Timeout for a tunnel to open, in milliseconds. */
  readonly deadline: number
  readonly list: (signal?: AbortSignal) => Promise<readonly AzlinMachine[]>
}

interface Shared {
  readonly opening: Promise<Tunnel>
  users: number
}

/**
 * Creates routes to azlin's machines: ssh to the public address, or else a tunnel. Callers share one tunnel per
 * machine, and the last one to leave closes it. Host keys are stored under the machine's name, because Azure reuses
 * addresses and fleetmux reuses ports.
 */
export function createRoutes(options: WayOptions): Provider['toHost'] {
  const { user = 'azureuser', port, deadline, env = {}, list } = options
  const tunnels = new Map<string, Shared>()

  function way(name: string, place: string): MachineRoute {
    const host = { name, transport: 'ssh', address: `${user}@${place}` } as const
    return direct(host, { HostKeyAlias: name })
  }

  function share(machine: AzlinMachine, signal?: AbortSignal): Shared {
    const { name, resourceGroup } = machine
    const known = tunnels.get(name)
    const opening =
      known?.opening ??
      openTunnel({ machine: name, resourceGroup, deadline, env, ...(signal && { signal }) })
    const shared = known ?? { opening, users: 0 }
    tunnels.set(name, shared)
    const gone = () => forget(name, shared)
    if (!known) opening.then(tunnel => tunnel.broken.then(gone), gone)
    return shared
  }

  /**
   * Returns the machine's tunnel, and opens one if needed. Counts the caller as a user of the tunnel before the tunnel
   * is open, so that no other caller closes it meanwhile.
   */
  async function living(machine: AzlinMachine, signal?: AbortSignal): Promise<Shared> {
    const isNew = !tunnels.has(machine.name)
    const shared = share(machine, signal)
    shared.users++
    const tunnel = await shared.opening
    if (isNew || (await tunnel.alive())) return shared
    // The old tunnel does not answer, but may only be slow for other callers. Later callers get a new tunnel; the old
    // one is closed when its last user leaves.
    forget(machine.name, shared)
    await leave(machine.name, shared)
    return living(machine, signal)
  }

  async function leave(name: string, shared: Shared): Promise<void> {
    if (--shared.users > 0) return
    forget(name, shared)
    await (await shared.opening).close()
  }

  function forget(name: string, shared: Shared): void {
    if (tunnels.get(name) === shared) tunnels.delete(name)
  }

  async function tunnelled(machine: AzlinMachine, signal?: AbortSignal): Promise<MachineRoute> {
    const shared = await living(machine, signal)
    const tunnel = await shared.opening
    let open = true
    return {
      ...way(machine.name, `127.0.0.1:${tunnel.port}`),
      broken: tunnel.broken,
      async close() {
        if (!open) return
        open = false
        await leave(machine.name, shared)
      },
    }
  }

  return async (wanted, signal, progress = () => {}) => {
    if (port !== undefined) return way(wanted.name, `127.0.0.1:${port}`)
    const machine = isListed(wanted) ? wanted : await find(wanted.name, await list(signal))
    const { publicIp, name } = machine
    if (publicIp !== null) return way(name, publicIp.includes(':') ? `[${publicIp}]` : publicIp)
    progress(`${name}: opening a tunnel through the bastion`)
    return tunnelled(machine, signal)
  }
}

function isListed(machine: Machine): machine is AzlinMachine {
  return 'publicIp' in machine && 'resourceGroup' in machine
}

function find(name: string, machines: readonly AzlinMachine[]): AzlinMachine {
  const found = machines.find(machine => machine.name === name)
  if (found) return found
  throw new FailureError({
    kind: 'missing',
    host: name,
    what: 'Azure has no such machine.',
    hint: `If the machine was deleted, remove its sessions from the state file: \`fleetmux kill ID --force\`.`,
  })
}
