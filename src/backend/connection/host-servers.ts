import type { HostConfig } from '../../state/model/host-config.ts'
import type { Servers } from '../host-script/host-script.ts'

/**
 * Which tmux servers the channel to this host handles. `all`: those of the user; `one`: only the server with this
 * socket; `find`: the server that the host knows by this name (tmux -L), the path of whose socket only the host knows.
 */
export function serversOf({ socket, joined }: HostConfig): Servers {
  if (socket === undefined) return 'all'
  return joined === 'name' && !socket.startsWith('/') ? 'find' : 'one'
}
