import type { Fleet } from '../../state/fleet-handle.ts'
import { switchedOff } from '../../state/hosts/host.ts'
import { FailureError } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import { hostMatches } from '../../state/selectors/select-sessions.ts'
import { parseSelector, type Term } from '../../state/selectors/selector.ts'
import { hostsOf, namesOf } from '../args/host-arguments.ts'
import type { Call } from '../command/command.ts'
import { type Flag, usage } from '../command/flag.ts'

/** The flag that selects the hosts on which a command works. */
export const HOST_FLAG: Flag = {
  kind: 'each',
  of: 'host',
  about:
    'On this host, on several (a,b), or on those that match host= or tag=; default this machine',
}

/** A fleet, and the selected hosts in it. */
export interface Opened {
  readonly fleet: Fleet
  readonly hosts: readonly string[]
}

/** The fleet, and the names of the selected hosts. @throws FailureError (usage) if a selector matches no host. */
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
  throw usage(
    `--on contains an empty host name: ${JSON.stringify(text)}.`,
    'Use --on HOST or --on A,B.',
  )
}

function readTerms(text: string): readonly Term[] {
  const terms = parseSelector(text)
  const other = terms.find(({ field }) => field !== 'host' && field !== 'tag')
  if (!other) return terms
  throw usage(
    `--on ${JSON.stringify(text)} selects by ${other.field}=, which hosts do not have.`,
    'Use the terms host= and tag=.',
  )
}

function matching({ store }: Fleet, text: string, terms: readonly Term[]): readonly string[] {
  const all = [...store.getState().hosts.values()]
  const hosts = all.filter(host => !host.config.disabled && hostMatches(host, terms))
  if (hosts.length > 0) return hosts.map(host => host.config.name)
  throw usage(
    `--on ${JSON.stringify(text)} matches no host.`,
    '`fleetmux hosts list` shows all hosts.',
  )
}

function checkEnabled({ store }: Fleet, host: string): void {
  if (store.getState().hosts.get(host)?.config.disabled) throw new FailureError(switchedOff(host))
}
