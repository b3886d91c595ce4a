import { availableParallelism } from 'node:os'
import type { Fleet } from '../../state/fleet-handle.ts'
import { isListed, isReached } from '../../state/hosts/link-words.ts'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { State } from '../../state/model/state.ts'
import { suggest } from '../../state/text/suggest.ts'
import { when } from '../../state/when.ts'
import type { Call } from '../command/command.ts'
import { late } from '../command/wait.ts'
import { boundedParallel } from './bounded-parallel.ts'

/** One host as it was when it was known, or when it was given up. */
export interface Reached {
  readonly name: string
  readonly host: Host
  readonly failure: Failure | null
}

/** Milliseconds that one host may take. */
export function limitOf({ flags }: Pick<Call, 'flags'>, { store }: Fleet): number {
  const seconds = flags.number('timeout')
  return seconds === undefined ? store.getState().settings.deadline : seconds * 1000
}

/**
 * So many hosts are asked side by side: the limit of each begins when its turn comes. What they want of this
 * machine is mostly processes: were there too many at once on a small one, all would be late together.
 */
const AT_ONCE = Math.min(32, 8 * availableParallelism())

/** Milliseconds after which a host that does not answer lets the next one begin. */
const HOLD = 1500

/** Dials all and waits until each is known or has failed; none of them for longer than `limit`. */
export function connectAll(
  fleet: Fleet,
  names: readonly string[],
  limit: number,
): Promise<Reached[]> {
  return boundedParallel(AT_ONCE, names, name => connect(fleet, name, limit), HOLD)
}

/** The same, each for itself, for who goes ahead without some; `keep` as below. */
export function connectEach(
  fleet: Fleet,
  names: readonly string[],
  limit: number,
  keep: boolean,
): ReadonlyMap<string, Promise<Reached>> {
  const all = new Map(names.map(name => [name, Promise.withResolvers<Reached>()]))
  const ask = async (name: string) =>
    all.get(name)?.resolve(await connect(fleet, name, limit, keep))
  boundedParallel(AT_ONCE, names, ask, HOLD).catch(error => {
    for (const each of all.values()) each.reject(error)
  })
  return new Map([...all].map(([name, each]) => [name, each.promise]))
}

/** `keep`: one that has failed is dialled again and again, by whoever waits for it. */
export async function connect(
  fleet: Fleet,
  name: string,
  limit: number,
  keep = false,
): Promise<Reached> {
  const { store } = fleet
  store.dispatch({ type: 'dial', host: name })
  const seen = await when(store, ({ hosts }) => settled(hosts.get(name)), limit)
  const host = seen ?? store.getState().hosts.get(name)
  if (!host) throw new Error(`${name} is not in the fleet`)
  const failure = seen ? failureOf(name, host) : lateFor(name, host, limit)
  // Nobody waits for it any more: it need not be dialled again.
  if (failure && !keep) store.dispatch({ type: 'hang-up', host: name })
  return { name, host, failure: failure && meant(failure, fleet) }
}

/** Waits for a host that failed, as long as it takes; null past the limit, or when only a person can help. */
export async function comeBack(fleet: Fleet, name: string, limit: number): Promise<Reached | null> {
  const seen = await when(
    fleet.store,
    ({ hosts }) => {
      const host = settled(hosts.get(name))
      if (host?.link.state !== 'down') return host
      return host.link.failure?.needsPerson ? 'stuck' : null
    },
    limit,
  )
  return seen && seen !== 'stuck' ? { name, host: seen, failure: null } : null
}

/** Why nothing can come of waiting for these hosts: only a person can help with all of them. Null: one may answer. */
export function whyAllStuck({ hosts }: State, names: readonly string[]): Failure | null {
  const all = names.flatMap(name => hosts.get(name) ?? [])
  const [first] = all
  const { failure } = first?.link ?? {}
  return first && failure && all.every(isStuck) ? { ...failure, host: first.config.name } : null
}

/** A name that only the command line has, and that nothing resolves, is misspelt. */
function isStuck({ config, link: { state, failure } }: Host): boolean {
  if (state !== 'down' || !failure) return false
  return failure.needsPerson === true || (config.joined === 'name' && isUnresolved(failure))
}

function isUnresolved({ what, why }: Failure): boolean {
  return /resolve/i.test(`${what} ${why}`)
}

/** The host once its sessions are known, or once it is down. */
export function settled(host: Host | undefined): Host | null {
  if (!host || host.link.state === 'down') return host ?? null
  return isReached(host) && isListed(host) ? host : null
}

function failureOf(name: string, { link }: Host): Failure | null {
  if (link.state !== 'down') return null
  const failure =
    link.failure ?? makeFailure({ kind: 'unreachable', what: 'It cannot be reached.' })
  // Whatever is missing there, it is not the session that was asked for. ssh has a clock of its own.
  const isLate = failure.kind === 'late' || /timed out/i.test(failure.why ?? '')
  return { ...failure, host: name, kind: isLate ? 'late' : 'unreachable' }
}

/** What is known of why it takes so long says more than that it does. */
function lateFor(name: string, { link }: Host, limit: number): Failure {
  const { state, failure } = link
  if (state !== 'connecting' || failure?.kind !== 'late') return late(name, limit)
  return { ...failure, host: name }
}

/** Where nobody knows the name, perhaps it was nearly that of a host of ours. */
function meant(failure: Failure, fleet: Fleet): Failure {
  if (!isUnresolved(failure)) return failure
  const others = fleet.hosts.map(host => host.name).filter(name => name !== failure.host)
  const near = suggest(failure.host ?? '', others)
  return near
    ? makeFailure({ ...failure, hint: `Did you mean ${near}? ${failure.hint ?? ''}`.trim() })
    : failure
}
