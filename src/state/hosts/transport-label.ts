import type { Host } from '../model/fleet.ts'
import type { HostConfig } from '../model/host-config.ts'
import { width } from '../text/text.ts'

/** The transport in one word; '' for this machine. */
export function transportLabel({ transport }: Pick<HostConfig, 'transport'>): string {
  return transport === 'local' ? '' : transport
}

/** Adds the transport: `claude (ssh)`. Omits it for this machine, or if the result has more than `room` cells. */
export function withTransportLabel(
  words: string,
  host: Pick<Host, 'config'>,
  room = Infinity,
): string {
  const kind = transportLabel(host.config)
  const all = kind === '' ? words : `${words} (${kind})`
  return width(all) <= room ? all : words
}
