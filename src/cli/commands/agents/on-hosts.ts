import type { Fleet } from '../../../state/fleet-handle.ts'
import { switchedOff } from '../../../state/hosts/host.ts'
import { failureJson } from '../../../state/json/failure-json.ts'
import { type Failure, FailureError, sentence, toFailure } from '../../../state/model/failure.ts'
import type { HostAgents } from '../../../state/model/host-agents.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { hostMatches } from '../../../state/selectors/select.ts'
import { parseSelector, type Term } from '../../../state/selectors/selector.ts'
import { hostsOf, namesOf } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { type Flag, usage } from '../../command/flag.ts'
import { boundedParallel } from '../../connect/bounded-parallel.ts'

/** Where a word about agents does its work. */
export const ON: Flag = {
  kind: 'each',
  of: 'host',
  about:
    'On this host, on several (a,b), or on those that match host= or tag=; default this machine',
}

/** What came of one host. */
export interface OnHost<T> {
  readonly host: string
  readonly value: T | null
  readonly failure: Failure | null
}

/** A fleet, and the hosts in it that are meant. */
export interface Opened {
  readonly fleet: Fleet
  readonly hosts: readonly string[]
}

type Work<T> = (agents: HostAgents, host: string) => Promise<T>

/** Hosts that are worked on side by side: each has a way of its own, and some work takes minutes. */
const AT_ONCE = 8

/**
 * Does the work on every host that --on or --remote names, else on this machine. One host's failure stops no other,
 * and is told as it comes. @throws FailureError (usage) where --on names no host.
 */
export async function onHosts<T>(call: Call, work: Work<T>): Promise<readonly OnHost<T>[]> {
  return onEach(call, await openHosts(call), work)
}

/** The same on hosts that are known already. */
export function onEach<T>(
  call: Call,
  { fleet, hosts }: Opened,
  work: Work<T>,
): Promise<readonly OnHost<T>[]> {
  return boundedParallel(AT_ONCE, hosts, async host => {
    try {
      return { host, value: await work(await fleet.requests.agentsOn(host), host), failure: null }
    } catch (thrown) {
      const failure = toFailure(thrown, host)
      call.say(`fleetmux: ${sentence(failure)}`)
      return { host, value: null, failure }
    }
  })
}

/** The fleet, and the names of the hosts that are meant. @throws FailureError (usage) where none is. */
export async function openHosts(call: Call): Promise<Opened> {
  const written = call.flags.each('on').map(each => each.trim())
  const selectors = written.filter(isSelector)
  const terms = selectors.map(readTerms)
  const named = hostsOf(call.flags, written.filter(isAddress).flatMap(apart), '--on')
  if (selectors.length > 0) hostsOf(call.flags, [...selectors, ...named], '--on')
  const fleet = await call.open(named)
  const selected = selectors.flatMap((text, at) => matching(fleet, text, terms[at] ?? []))
  const hosts = [...new Set([...namesOf(fleet, named), ...selected])]
  for (const host of hosts) checkEnabled(fleet, host)
  return { fleet, hosts: hosts.length > 0 ? hosts : [THIS_MACHINE] }
}

function isSelector(text: string): boolean {
  return text.includes('=')
}

function isAddress(text: string): boolean {
  return !isSelector(text)
}

function apart(text: string): readonly string[] {
  const names = text.split(',').map(each => each.trim())
  if (names.every(name => name !== '')) return names
  throw usage(`--on leaves out a host: ${JSON.stringify(text)}.`, 'Write --on HOST or --on A,B.')
}

function readTerms(text: string): readonly Term[] {
  const terms = parseSelector(text)
  const other = terms.find(({ field }) => field !== 'host' && field !== 'tag')
  if (!other) return terms
  throw usage(`--on ${JSON.stringify(text)} asks about ${other.field}.`, 'Ask about host= or tag=.')
}

function matching({ store }: Fleet, text: string, terms: readonly Term[]): readonly string[] {
  const all = [...store.getState().hosts.values()]
  const hosts = all.filter(host => !host.config.disabled && hostMatches(host, terms))
  if (hosts.length > 0) return hosts.map(host => host.config.name)
  throw usage(`--on ${JSON.stringify(text)} matches no host.`, 'See `fleetmux hosts list`.')
}

function checkEnabled({ store }: Fleet, host: string): void {
  if (store.getState().hosts.get(host)?.config.disabled) throw new FailureError(switchedOff(host))
}

/** The failures among what came of the hosts, as JSON has them. */
export function failuresJson(all: readonly OnHost<unknown>[]): readonly unknown[] {
  return all.flatMap(({ failure }) => (failure ? [failureJson(failure)] : []))
}
