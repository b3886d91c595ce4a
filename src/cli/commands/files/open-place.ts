import { resolve } from 'node:path'
import type { FilePlace, HostFiles } from '../../../state/files/host-files.ts'
import type { Fleet } from '../../../state/fleet-handle.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import { hostsOf } from '../../args/host-arguments.ts'
import { type HostPath, readHostPath } from '../../args/host-path.ts'
import type { Call } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'

/** Access to files on hosts, and the places named on the command line. */
export interface OpenedPlaces {
  readonly fleet: Fleet
  readonly files: HostFiles
  readonly places: readonly FilePlace[]
}

/**
 * Opens the hosts of the places (`HOST:PATH`). @throws FailureError (usage) for several hosts, unless `several` is set.
 */
export async function openPlaces(
  call: Call,
  texts: readonly string[],
  { several = false } = {},
): Promise<OpenedPlaces> {
  const written = texts.map(text => readFilePlace(call, text))
  const [first, other] = [...new Set(written.map(({ address }) => address))]
  if (other !== undefined && !several)
    throw usage(
      `files ${call.args[0]} works on one host, but ${first} and ${other} are given.`,
      'Run the command once for each host.',
    )
  const asked = hostsOf(
    call.flags,
    written.map(({ address }) => address),
    'HOST',
  )
  const fleet = await call.open([...new Set(asked)])
  return {
    fleet,
    files: await fleet.onHosts.files(),
    places: written.map(({ path }, at) => ({ host: fleet.nameOf(asked[at] ?? ''), path })),
  }
}

/** Parses a single place (`HOST:PATH`) and prepares the access to its host. */
export async function openPlace(
  call: Call,
  text: string,
): Promise<Omit<OpenedPlaces, 'places'> & { readonly place: FilePlace }> {
  const { places, ...opened } = await openPlaces(call, [text])
  const [place] = places
  if (!place) throw usage('files: missing argument HOST:PATH.', 'Write HOST:PATH.')
  return { ...opened, place }
}

/** Parses a place (`HOST:PATH`). A text that begins like a path is a path on this machine. */
function readFilePlace(call: Call, text: string): HostPath {
  if (text.startsWith('.')) return { address: THIS_MACHINE, path: resolve(text) }
  if (/^[/~]/.test(text)) return { address: THIS_MACHINE, path: text }
  const place = readHostPath(text)
  if (place.address.includes('/'))
    throw usage(
      `files ${call.args[0]} needs HOST:PATH, not ${JSON.stringify(text)}.`,
      `For a path below the current directory of this machine, write ./${text}.`,
    )
  return place
}

/** A place as it is printed: `host:path`. */
export function placeText({ host, path }: FilePlace): string {
  return `${host}:${path || '.'}`
}
