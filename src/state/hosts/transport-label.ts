import type { Host } from '../model/fleet.ts'
import type { HostConfig } from '../model/host-config.ts'
import { width } from '../text/text.ts'

/** How a host is reached, in a word; '' for this machine, which is not reached by anything. */
export function kindOf({ transport }: Pick<HostConfig, 'transport'>): string {
  return transport === 'local' ? '' : transport
}

/** `claude (ssh)`; the words alone where they are of this machine, or where there is no room in so many cells. */
export function badged(words: string, host: Pick<Host, 'config'>, room = Infinity): string {
  const kind = kindOf(host.config)
  const all = kind === '' ? words : `${words} (${kind})`
  return width(all) <= room ? all : words
}
