import type { HostConfig } from '../../state/model/host-config.ts'
import type { Servers } from '../host-script/host-script.ts'

/** A server that was only named on a command line may be at a path that only its host knows. */
export function serversOf({ socket, joined }: HostConfig): Servers {
  if (socket === undefined) return 'all'
  return joined === 'name' && !socket.startsWith('/') ? 'find' : 'one'
}
