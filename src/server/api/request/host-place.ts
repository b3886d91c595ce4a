import { posix } from 'node:path'
import type { FilePlace } from '../../../state/files/host-files.ts'
import { insideRoots } from './allowed-path.ts'
import type { ApiCall } from './route.ts'

/** The host and path of a request. @throws FailureError for a path of this machine outside the allowed roots. */
export async function placeIn(
  call: Pick<ApiCall, 'fleet' | 'params' | 'roots'>,
  path: string,
  isNew = false,
): Promise<FilePlace> {
  const host = call.fleet.nameOf(call.params['host'] ?? '')
  const config = call.fleet.store.getState().hosts.get(host)?.config
  if (config?.transport !== 'local') return { host, path }
  if (!isNew) return { host, path: await insideRoots(call, path || '~') }
  const directory = await insideRoots(call, posix.dirname(path))
  return { host, path: posix.join(directory, posix.basename(path)) }
}
