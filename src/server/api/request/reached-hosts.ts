import { isReached } from '../../../state/hosts/link-text.ts'
import { isOtherServer } from '../../../state/hosts/other-server.ts'
import type { ApiCall } from './route.ts'

/**
 * The names of the connected hosts. Of several tmux servers on one host only one is included, since all of them have
 * the same files and runs.
 */
export function reachedHosts({ fleet }: Pick<ApiCall, 'fleet'>): readonly string[] {
  return [...fleet.store.getState().hosts.values()]
    .filter(host => isReached(host) && !isOtherServer(host))
    .map(each => each.config.name)
}
