import type { Fleet } from '../../state/fleet-handle.ts'
import { toGlob } from '../../state/text/glob.ts'
import { type ConnectedHosts, connectMany } from '../connect/connect-all.ts'
import { type AskedRecipients, type RecipientSpec, recipientSpecs } from './recipient-spec.ts'

export interface ReachedRecipients extends ConnectedHosts {
  readonly specs: readonly RecipientSpec[]
}

/**
 * Connects to the hosts of all recipients, and then to other tmux servers on these hosts, if a selector may match their
 * sessions. `isNeeded`: whether the sessions of the host must be known to find the recipient.
 */
export async function reachRecipients(
  fleet: Fleet,
  asked: AskedRecipients,
  options: {
    readonly limit: number
    readonly keep: boolean
    readonly isNeeded: (spec: RecipientSpec) => boolean
  },
): Promise<ReachedRecipients> {
  const { isNeeded, ...how } = options
  const reach = (specs: readonly RecipientSpec[], more: readonly string[] = []) => {
    const needed = new Set([...specs.filter(isNeeded).map(({ host }) => host), ...more])
    return connectMany(fleet, [...new Set([...hostsOf(specs), ...more])], { ...how, needed })
  }
  const specs = recipientSpecs(asked, fleet)
  const first = await reach(specs, holdersOf(fleet, asked))
  const known = new Set(hostsOf(specs))
  const selected = recipientSpecs({ ...asked, named: [] }, fleet)
  const others = selected.filter(({ host }) => !known.has(host) && !first.reached.has(host))
  if (others.length === 0) return { specs, ...first }
  const second = await reach(others)
  return {
    specs: [...specs, ...others],
    reached: new Map([...first.reached, ...second.reached]),
    late: new Map([...first.late, ...second.late]),
  }
}

function hostsOf(specs: readonly RecipientSpec[]): readonly string[] {
  return specs.map(({ host }) => host)
}

/** The hosts that may have a tmux server that a selector names, such as the server `swarm` in `host=gpu+swarm`. */
function holdersOf({ hosts }: Fleet, { selects }: AskedRecipients): readonly string[] {
  const named = selects.flatMap(text => [...text.matchAll(/(?:^|\s)host=(\S+)/g)])
  const servers = named.flatMap(([, values = '']) => values.split(',')).filter(isServer)
  const globs = servers.map(value => toGlob(value.slice(0, value.lastIndexOf('+'))))
  return hosts.map(({ name }) => name).filter(name => globs.some(glob => glob.test(name)))
}

function isServer(value: string): boolean {
  return value.includes('+')
}
