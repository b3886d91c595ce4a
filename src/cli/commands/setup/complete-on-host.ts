import type { HostWord } from '../../../state/files/host-files.ts'
import type { Fleet } from '../../../state/fleet-handle.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { readHomePath, readHostPath } from '../../args/host-path.ts'
import type { Call, Command } from '../../command/command.ts'

export type Choice = readonly [word: string, about: string]

/** Default timeout of a completion on a host, in milliseconds. A later result would disturb the user. */
const PATIENCE = 300

/** Commands whose arguments are `HOST:PATH`; the paths of `term` and `history` are relative to the home directory. */
const PLACES: Readonly<Record<string, { readonly isHome: boolean; readonly from: number }>> = {
  files: { isHome: false, from: 1 },
  term: { isHome: true, from: 0 },
  history: { isHome: true, from: 0 },
}

/** Whether the word under completion is a path behind a host, such as `gpu1:src/m`. */
export function isPlace(
  word: Command | undefined,
  args: readonly string[],
  current: string,
): boolean {
  const place = PLACES[word?.name ?? '']
  return place !== undefined && args.length >= place.from && /^[^/~.][^/]*:/.test(current)
}

/** Paths on the host that is named before the colon. */
export async function placeChoices(
  call: Call,
  word: Command,
  current: string,
): Promise<readonly Choice[]> {
  const read = PLACES[word.name]?.isHome ? readHomePath : readHostPath
  const { address, path } = read(current)
  const typed = current.slice(address.length + 1)
  const names = await namesIn(call, address, path, typed)
  const parent = typed.slice(0, typed.lastIndexOf('/') + 1)
  return names.map(name => [`${address}:${parent}${name}`, ''])
}

/** The names in the directory part of a path that begin with the last part of the path. */
async function namesIn(
  call: Call,
  address: string,
  path: string,
  typed: string,
): Promise<readonly string[]> {
  const prefix = typed.slice(typed.lastIndexOf('/') + 1)
  const directory = path.slice(0, path.length - prefix.length).replace(/(.)\/+$/, '$1')
  const fleet = await call.open([address])
  const host = fleet.nameOf(address)
  return fleet.requests.completeWord({
    ...{ host, names: 'files', directory, prefix, timeoutMs: deadlineOf(call) },
  })
}

/** What may follow `run-on ... --` on a single host: a program, then paths in the command's directory. */
export async function commandChoices(
  call: Call,
  before: readonly string[],
  current: string,
): Promise<readonly Choice[]> {
  const end = before.indexOf('--')
  const flags = before.slice(0, end)
  const flagValue = (name: string) => {
    const at = flags.findIndex(each => each === name || each.startsWith(`${name}=`))
    return at < 0 ? undefined : (flags[at]?.split('=')[1] ?? flags[at + 1])
  }
  const host = flagValue('--on') ?? THIS_MACHINE
  // Nothing is completed for several hosts, because they may have different programs and paths.
  if (/[=,*]/.test(host)) return []
  if (before.length === end + 1) {
    const fleet = await call.open([host])
    return (await namesOn(call, fleet, host, 'programs', current)).map(name => [name, ''])
  }
  const directory = flagValue('--dir')
  const path = `${directory === undefined ? '~' : readHomePath(`h:${directory}`).path}/${current}`
  const names = await namesIn(call, host, /^[/~]/.test(current) ? current : path, current)
  const parent = current.slice(0, current.lastIndexOf('/') + 1)
  return names.map(name => [`${parent}${name}`, ''])
}

/** Targets: the sessions of this machine or of the host that is named before the slash, and the other hosts. */
export async function targetChoices(call: Call, current: string): Promise<readonly Choice[]> {
  const fleet = await call.open([])
  const slash = current.indexOf('/')
  const written = slash < 0 ? THIS_MACHINE : current.slice(0, slash)
  const named = fleet.hosts.find(({ name }) => name === written)?.name
  const sessions = named ? await namesOn(call, fleet, named, 'sessions', '') : []
  const about = named === THIS_MACHINE ? 'a session of this machine' : 'a session of this host'
  return [
    ...sessions.map((name): Choice => [`${named}/${name}`, about]),
    ...fleet.hosts
      .filter(({ name }) => name !== THIS_MACHINE && name !== named)
      .map(({ name }): Choice => [`${name}/`, 'a session of this host']),
  ]
}

function namesOn(
  call: Call,
  { nameOf, requests }: Fleet,
  host: string,
  names: HostWord['names'],
  prefix: string,
): Promise<readonly string[]> {
  const timeoutMs = deadlineOf(call)
  return requests.completeWord({ host: nameOf(host), names, directory: '~', prefix, timeoutMs })
}

function deadlineOf(call: Call): number {
  const seconds = call.flags.number('timeout')
  return seconds === undefined ? PATIENCE : seconds * 1000
}
