import type { Fleet } from '../../state/fleet-handle.ts'
import { parseAddress, withoutScheme } from '../../state/hosts/address.ts'
import { noSuchHost } from '../../state/hosts/host.ts'
import type { Failure } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { WrittenTarget } from '../../state/model/target.ts'
import { readTarget } from '../../state/targets/target.ts'
import { andList } from '../../state/text/word-list.ts'
import type { Command } from '../command/command.ts'
import { type Flag, type Flags, usage } from '../command/flag.ts'

/**
 * Hosts and targets on a command line, for all commands. A target without a host is on the hosts of --remote, else on
 * this machine. If no host is named, the command decides whether this means this machine or all hosts (`ls`).
 */

/** A target with its host. */
export interface HostTarget {
  readonly host: string
  /** The target in the form `HOST/SESSION`. The host is added if the user wrote none. */
  readonly name: string
  readonly written: WrittenTarget
}

/**
 * A target from the command line with its host. With --remote, there is one for each host that --remote names, else
 * only one.
 * @throws FailureError if the target is invalid, or names a host although --remote is given.
 */
export function placesOf(flags: Flags, target: string): readonly HostTarget[] {
  readTarget(target)
  const text = withoutScheme(target)
  const remotes = flags.list('remote')
  if (remotes.length === 0) return [placeOn(text.includes('/') ? text : `${THIS_MACHINE}/${text}`)]
  const [host = ''] = text.split('/')
  if (!text.includes('/')) return remotes.map(remote => placeOn(`${remote}/${text}`))
  throw usage(
    `With --remote, TARGET must not name a host: ${JSON.stringify(text)}.`,
    `Omit ${host}/ or omit --remote.`,
  )
}

/**
 * A target with its host, for commands that take a single target. @throws FailureError if --remote names several hosts.
 */
export function placeOf(flags: Flags, text: string): HostTarget {
  const [only, ...others] = placesOf(flags, text)
  if (only && others.length === 0) return only
  const hosts = andList(flags.list('remote'))
  throw usage(
    `This command takes one target, but --remote names several hosts: ${hosts}.`,
    'Name only one host with --remote.',
  )
}

/**
 * A target for --to of a command such as `send`, with its host, as a list of one (see `placesOf`). If the target names
 * a host, --remote is ignored.
 */
export function placesTo(flags: Flags, target: string): readonly HostTarget[] {
  readTarget(target)
  const text = withoutScheme(target)
  return text.includes('/') ? [placeOn(text)] : placesOf(flags, text)
}

/**
 * The host on which to start something; undefined: no host is named. `name`: the flag that names the host.
 * @throws FailureError (`usage`) if the value cannot be a host, or if several hosts are named.
 */
export function hostOf(flags: Flags, name: string): string | undefined {
  const given = flags.text(name)
  const [host, ...others] = hostsOf(flags, given === undefined ? [] : [given], `--${name}`)
  if (host !== undefined) parseAddress(host)
  if (others.length === 0) return host
  throw usage(
    `This command takes one host, but --remote names ${andList([host ?? '', ...others])}.`,
    'Name only one host with --remote.',
  )
}

/**
 * The hosts named as arguments or by a flag of the command; if there are none, the hosts of --remote.
 * @throws FailureError if both are given, and --remote names a host that the command does not name.
 */
export function hostsOf(flags: Flags, given: readonly string[], where = 'HOST'): readonly string[] {
  const remotes = flags.list('remote')
  if (given.length === 0) return remotes
  const other = remotes.find(remote => !given.includes(remote))
  if (other === undefined) return given
  throw usage(
    `${where} names ${given.join(', ')}, but --remote names ${other}.`,
    'Omit --remote, or name the same host in both.',
  )
}

/**
 * The hosts to which a command such as `ls` is restricted: `given`, and those of --remote. Empty if `given` is empty:
 * no restriction, and --remote only adds hosts to the fleet.
 */
export function onlyHosts(flags: Flags, given: readonly string[]): readonly string[] {
  return given.length === 0 ? [] : [...new Set([...given, ...flags.list('remote')])]
}

/** The names under which the fleet knows these hosts, without duplicates. */
export function namesOf(fleet: Fleet, hosts: readonly string[]): readonly string[] {
  return [...new Set(hosts.map(fleet.nameOf))]
}

/**
 * Checks --remote for a command about `what`, such as a tracked session, whose record in the state file names `host`.
 * @throws FailureError if --remote names another host.
 */
export function checkHost(flags: Flags, what: string, host: string): void {
  const remotes = flags.list('remote')
  if (remotes.length === 0 || remotes.every(remote => remote === host)) return
  throw usage(`${what} is on ${host}, but --remote names ${remotes.join(', ')}.`, 'Omit --remote.')
}

/** The error for an argument that names no host of the configuration. */
export function unknownHost(name: string): Failure {
  return { ...noSuchHost(name), kind: 'usage' }
}

/**
 * Refuses empty arguments, which usually come from an unset variable. Commands that take texts allow empty arguments.
 * @throws FailureError
 */
export function refuseEmpty({ name, usage: line, text }: Command, args: readonly string[]): void {
  const empty = args.find(arg => arg.trim() === '')
  if (empty === undefined || text) return
  throw usage(
    `An argument of ${name} is empty: ${JSON.stringify(empty)}.`,
    `Write \`fleetmux ${name} ${line}\`.`,
  )
}

/** Refuses a flag with an empty value. @throws FailureError */
export function refuseEmptyValue(
  name: string,
  { kind, of, mayBeEmpty }: Flag,
  value: string,
): void {
  // `Flags.number` checks the values of number flags when the command reads them.
  if (mayBeEmpty || kind === 'number') return
  const parts = kind === 'list' || of === 'host' ? value.split(',') : [value]
  if (parts.some(part => part.trim() !== '')) return
  const missing =
    of === 'host' ? 'names no host' : of === 'target' ? 'names no session' : 'is empty'
  throw usage(
    `--${name} ${missing}: ${JSON.stringify(value)} was given.`,
    `Give --${name} a value, or omit it.`,
  )
}

/** Refuses --remote for a command that takes no hosts. @throws FailureError */
export function refuseRemotes({ name }: Command, flags: Flags): void {
  if (flags.has('remote')) throw usage(`${name} takes no hosts.`, 'Omit --remote.')
}

function placeOn(text: string): HostTarget {
  const written = readTarget(text)
  return { host: written.host, name: text, written }
}
