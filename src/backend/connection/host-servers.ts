import type { HostConfig } from '../../state/model/host-config.ts'
import type { Servers } from '../host-script/host-script.ts'

/** Which tmux servers of the host to look for. A server named with -L has a socket path that only its host knows. */
export function serversOf({ socket, joined }: HostConfig): Servers {
  if (socket === undefined) return 'all'
  return joined === 'name' && !socket.startsWith('/') ? 'find' : 'one'
}
