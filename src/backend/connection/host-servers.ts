import type { HostConfig } from '../../state/model/host-config.ts'
import type { Servers } from '../host-script/host-script.ts'

/**
 * Which tmux servers the channel to this host handles (see `Servers`). `find`: the server was named with -L, and only
 * the host knows the path of its socket.
 */
export function serversOf({ socket, joined }: HostConfig): Servers {
  if (socket === undefined) return 'all'
  return joined === 'name' && !socket.startsWith('/') ? 'find' : 'one'
}
