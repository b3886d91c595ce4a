import type { Fleet } from '../../../state/fleet-handle.ts'
import type { Playbooks } from '../../../state/playbooks/playbook-order.ts'
import { hostsOf, namesOf } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'
import { openHosts } from '../../recipients/host-selection.ts'

/** The host of a playbook, and the directory on the host. */
export interface PlaybookPlace {
  readonly fleet: Fleet
  readonly playbooks: Playbooks
  readonly host: string
  readonly directory: string
}

/** The place given by --on and --dir; `--dir HOST:DIR` gives both. */
export async function openPlace(call: Call): Promise<PlaybookPlace> {
  const written = call.flags.text('dir') ?? ''
  if (written.startsWith(':'))
    throw usage(
      `--dir needs HOST:DIRECTORY, not ${JSON.stringify(written)}.`,
      `Name a host before the colon. For a directory with this name, write ./${written}.`,
    )
  const [, address, below] = /^((?:[^:/@]*@)?[^:/~][^:/]*):(.*)$/s.exec(written) ?? []
  const { fleet, host } =
    address === undefined ? await openNamed(call) : await openAt(call, address)
  const named = below ?? written
  const configured = fleet.hosts.find(({ name }) => name === host)?.directory
  return {
    fleet,
    host,
    playbooks: await fleet.onHosts.playbooks(),
    directory: named || configured || '',
  }
}

async function openNamed(call: Call) {
  const { fleet, hosts } = await openHosts(call)
  const [host = '', other] = hosts
  if (other === undefined) return { fleet, host }
  throw usage(
    `A playbook runs on one host, but --on names ${hosts.length} hosts.`,
    'Name one host.',
  )
}

async function openAt(call: Call, address: string) {
  if (call.flags.has('on'))
    throw usage('The host is given twice: in --on and in --dir.', 'Omit one of them.')
  const [asked = ''] = hostsOf(call.flags, [address], '--dir')
  const fleet = await call.open([asked])
  const [host = ''] = namesOf(fleet, [asked])
  return { fleet, host }
}
