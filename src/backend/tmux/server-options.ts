import type { HostConfig } from '../../state/model/host-config.ts'

/** tmux's options that choose the server of a host, before its command; none: the default one. */
export function serverOptions({ socket }: Pick<HostConfig, 'socket'>): readonly string[] {
  if (socket === undefined) return []
  return [socket.startsWith('/') ? '-S' : '-L', socket]
}
