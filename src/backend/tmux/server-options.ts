import type { HostConfig } from '../../state/model/host-config.ts'

/** The `tmux` options that select the tmux server of a host; empty for the default server. */
export function serverOptions({ socket }: Pick<HostConfig, 'socket'>): readonly string[] {
  if (socket === undefined) return []
  return [socket.startsWith('/') ? '-S' : '-L', socket]
}
