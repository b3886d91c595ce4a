import type { Fleet } from '../../../state/fleet-handle.ts'
import { FailureError, toFailure } from '../../../state/model/failure.ts'
import type { HostConfig } from '../../../state/model/host-config.ts'
import type { Runs } from '../../../state/runs/order.ts'
import { says } from '../../../state/text/clean.ts'
import { counted } from '../../../state/text/counted.ts'
import { isEnded } from '../../../state/tracked/registry.ts'

/** The word that the user can give instead of a host's name: it stands for the host of the pool with the most room. */
export const ANY = 'any'

/**
 * The host of the pool with the most room: its capacity minus its tracked sessions and its runs. A host that cannot be
 * asked has no room.
 * @throws FailureError with the reason for each host if none has room.
 */
export async function hostWithRoom({ hosts, store }: Fleet, runs: Runs): Promise<string> {
  const { registry } = store.getState()
  const isClosed = (name: string) => registry?.pool.get(name)?.cordoned === true
  const pool = hosts.filter(({ name, capacity }) => (capacity ?? 0) > 0 && !isClosed(name))
  const sessions = [...(registry?.sessions.values() ?? [])]
  const rooms = await Promise.all(
    pool.map(async host => {
      const held = sessions.filter(each => each.host === host.name && !isEnded(each.status)).length
      return roomOf(host, held, runs)
    }),
  )
  const [best] = rooms.toSorted((one, other) => other.free - one.free)
  if (best && best.free > 0) return best.name
  throw new FailureError({
    kind: 'refused',
    what: 'No host of the pool has room for a run.',
    why: rooms.map(({ why }) => why).join('; ') || whyNoPool(hosts),
    hint: 'Name a host with --on, give a host a larger capacity (`fleetmux hosts edit HOST --capacity 4`), or end a cordon (`fleetmux pool uncordon HOST`).',
  })
}

/** Why no host was asked: none has a capacity, or all that have one are closed to new sessions. */
function whyNoPool(hosts: Fleet['hosts']): string {
  const closed = hosts.filter(({ capacity }) => (capacity ?? 0) > 0).map(({ name }) => name)
  return closed.length === 0
    ? 'no host has a capacity'
    : `all hosts with a capacity are cordoned: ${closed.join(', ')}`
}

async function roomOf({ name, capacity = 0 }: HostConfig, held: number, runs: Runs) {
  try {
    const running = (await runs.list(name)).filter(({ state }) => state === 'running').length
    const free = capacity - held - running
    return {
      name,
      free,
      why: says`${name} has ${counted(held, 'session')} and ${counted(running, 'run')}, and its capacity is ${capacity}`,
    }
  } catch (thrown) {
    return { name, free: 0, why: says`${name}: ${toFailure(thrown).what.replace(/\.$/, '')}` }
  }
}
