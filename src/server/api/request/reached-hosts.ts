import { isReached } from '../../../state/hosts/link-text.ts'
import type { ApiCall } from './route.ts'

/** The names of the connected hosts. */
export function reachedHosts({ fleet }: Pick<ApiCall, 'fleet'>): readonly string[] {
  return [...fleet.store.getState().hosts.values()].filter(isReached).map(each => each.config.name)
}
