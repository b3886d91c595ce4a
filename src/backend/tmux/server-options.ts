import type { HostConfig } from '../../state/model/host-config.ts'

/** Options of `tmux` that select the server of a host; empty for the default server. */
export function serverOptions({ socket }: Pick<HostConfig, 'socket'>): readonly string[] {
  if (socket === undefined) return []
  return [socket.startsWith('/') ? '-S' : '-L', socket]
}
