import { availableParallelism } from 'node:os'
import type { Fleet } from '../../state/fleet-handle.ts'
import { boundedParallel } from '../../state/host-commands/bounded-parallel.ts'
import { isListed, isReached } from '../../state/hosts/link-text.ts'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { State } from '../../state/model/state.ts'
import { suggest } from '../../state/text/suggest.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import { timeoutFailure } from '../command/wait.ts'

/** The state of a host at the time when its sessions became known, or when waiting for them ended with a failure. */
export interface ReachedHost {
  readonly name: string
  readonly host: Host
  readonly failure: Failure | null
}

/** Timeout for connecting to one host, or for its answer to one request, in milliseconds: the value of --timeout. */
export function limitOf({ flags }: Pick<Call, 'flags'>, { store }: Fleet): number {
  const seconds = flags.number('timeout')
  return seconds === undefined ? store.getState().settings.deadline : seconds * 1000
}

/**
 * Maximum number of hosts connected to in parallel. The timeout of a host begins when its connection starts. Each
 * connection needs processes on this machine: too many at once would make all of them late on a small machine.
 */
const AT_ONCE = Math.min(32, 8 * availableParallelism())

/**
 * Time in milliseconds after which a host that has not answered no longer counts towards the maximum of parallel
 * connections (`AT_ONCE`), so that the next host can start.
 */
const HOLD = 1500

/** Connects to all hosts. Waits until each has answered or failed, at most `limit` milliseconds for each. */
export function connectAll(
  fleet: Fleet,
  names: readonly string[],
  limit: number,
): Promise<ReachedHost[]> {
  return boundedParallel(AT_ONCE, names, name => connect(fleet, name, limit), HOLD)
}

/** Like `connectAll`, and then also connects to the other tmux servers that these hosts have reported. */
export async function connectServers(
  fleet: Fleet,
  names: readonly string[],
  limit: number,
): Promise<ReachedHost[]> {
  const first = await connectAll(fleet, names, limit)
  // Each host reports its other servers before its sessions, for which `connectAll` waits, so the others are known now.
  const others = otherServersOf(fleet.store.getState(), names)
  return [...first, ...(await connectAll(fleet, others, limit))]
}

/** The other tmux servers that these hosts have reported, without those that are requested already. */
function otherServersOf({ hosts }: State, asked: readonly string[]): readonly string[] {
  const found = [...hosts.values()].filter(({ config }) => config.joined === 'server')
  return found
    .map(({ config }) => config.name)
    .filter(name => !asked.includes(name) && asked.some(each => name.startsWith(`${each}+`)))
}

/**
 * Like `connectAll`, but returns one promise per host, for commands that continue without slow hosts. `keep`: whether
 * fleetmux tries again after a failure.
 */
export function connectEach(
  fleet: Fleet,
  names: readonly string[],
  limit: number,
  keep: boolean,
): ReadonlyMap<string, Promise<ReachedHost>> {
  const all = new Map(names.map(name => [name, Promise.withResolvers<ReachedHost>()]))
  const ask = async (name: string) =>
    all.get(name)?.resolve(await connect(fleet, name, limit, keep))
  boundedParallel(AT_ONCE, names, ask, HOLD).catch(error => {
    for (const each of all.values()) each.reject(error)
  })
  return new Map([...all].map(([name, each]) => [name, each.promise]))
}

/**
 * Connects to one host. If `keep` is true, fleetmux tries again after a failure, since the caller still needs the host.
 */
export async function connect(
  fleet: Fleet,
  name: string,
  limit: number,
  keep = false,
): Promise<ReachedHost> {
  const { store } = fleet
  store.dispatch({ type: 'dial', host: name })
  const seen = await waitUntil(store, ({ hosts }) => settledHost(hosts.get(name)), limit)
  const host = seen ?? store.getState().hosts.get(name)
  if (!host) throw new Error(`${name} is not in the fleet`)
  const failure = seen ? failureOf(name, host) : lateFor(name, host, limit, keep)
  // The caller no longer needs the host, so fleetmux stops trying to connect.
  if (failure && !keep) store.dispatch({ type: 'hang-up', host: name })
  return { name, host, failure: failure && meant(failure, fleet) }
}

/**
 * Waits until a failed host is connected again. Resolves with null after `limit` milliseconds, or if only a person can
 * fix the failure.
 */
export async function comeBack(
  fleet: Fleet,
  name: string,
  limit: number,
): Promise<ReachedHost | null> {
  const seen = await waitUntil(
    fleet.store,
    ({ hosts }) => {
      const host = settledHost(hosts.get(name))
      if (host?.link.state !== 'down') return host
      return host.link.failure?.needsPerson ? 'stuck' : null
    },
    limit,
  )
  return seen && seen !== 'stuck' ? { name, host: seen, failure: null } : null
}

/** The first failure, if only a person can fix the failures of all these hosts; null if a host may still answer. */
export function whyAllStuck({ hosts }: State, names: readonly string[]): Failure | null {
  const all = names.flatMap(name => hosts.get(name) ?? [])
  const [first] = all
  const { failure } = first?.link ?? {}
  return first && failure && all.every(isStuck) ? { ...failure, host: first.config.name } : null
}

/**
 * Whether only a person can fix the failure. A name from the command line that does not resolve is probably misspelt.
 */
function isStuck({ config, link: { state, failure } }: Host): boolean {
  if (state !== 'down' || !failure) return false
  return failure.needsPerson === true || (config.joined === 'name' && isUnresolved(failure))
}

function isUnresolved({ what, why }: Failure): boolean {
  return /resolve/i.test(`${what} ${why}`)
}

/** The host, if its sessions are known or it is down; null while the host is connecting. */
export function settledHost(host: Host | undefined): Host | null {
  if (!host || host.link.state === 'down') return host ?? null
  return isReached(host) && isListed(host) ? host : null
}

function failureOf(name: string, { link }: Host): Failure | null {
  if (link.state !== 'down') return null
  const failure =
    link.failure ??
    makeFailure({
      kind: 'unreachable',
      what: 'The host cannot be reached.',
      hint: `To find out why: \`fleetmux hosts test ${name}\`.`,
    })
  // The kind is never `missing`, which would mean that the session is missing. A timeout of ssh itself also counts as
  // `late`.
  const isLate = failure.kind === 'late' || /timed out/i.test(failure.why ?? '')
  return { ...failure, host: name, kind: isLate ? 'late' : 'unreachable' }
}

/**
 * The failure after a timeout. If the reason for the delay is known, this reason is more useful than the timeout. If
 * `keep` is true, fleetmux continues to wait for the host, so the hint does not name --timeout.
 */
function lateFor(name: string, { link }: Host, limit: number, keep: boolean): Failure {
  const { state, failure } = link
  if (state !== 'connecting' || failure?.kind !== 'late') return timeoutFailure(name, limit, keep)
  return { ...failure, host: name }
}

/** If the name does not resolve, suggests a similar name of a known host. */
function meant(failure: Failure, fleet: Fleet): Failure {
  if (!isUnresolved(failure)) return failure
  const others = fleet.hosts.map(host => host.name).filter(name => name !== failure.host)
  const near = suggest(failure.host ?? '', others)
  return near
    ? makeFailure({ ...failure, hint: `Did you mean ${near}? ${failure.hint ?? ''}`.trim() })
    : failure
}
