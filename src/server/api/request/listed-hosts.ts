import { isListed } from '../../../state/hosts/link-text.ts'
import type { State } from '../../../state/model/state.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import type { ApiCall } from './route.ts'

/** Maximum wait for hosts that are connecting, in milliseconds. */
const PATIENCE = 3000

/**
 * Waits until no host is connecting or being asked for its sessions, so that a request for all sessions right after the
 * server's start does not find an empty fleet. A host that takes longer is left out.
 */
export async function hostsListed({ fleet }: Pick<ApiCall, 'fleet'>): Promise<void> {
  await waitUntil(fleet.store, state => (awaited(state) ? null : true), PATIENCE)
}

function awaited({ hosts }: State): boolean {
  return [...hosts.values()].some(
    host => !host.config.disabled && !isListed(host) && host.link.state !== 'down',
  )
}
