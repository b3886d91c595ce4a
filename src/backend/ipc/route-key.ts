import { placeKey } from '../../state/hosts/transport-fields.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { readOwnPane } from '../own-pane.ts'
import { sshFiles } from '../ssh/ssh-file.ts'

/** Processes that differ in one of these variables use different files, so they do not serve each other. */
const PLACES = [
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'AMPLIHACK_REMOTE_STATE',
  'TMUX_TMPDIR',
]

/** Identifies where a process of this environment keeps its files. Equal texts mean equal locations. */
export function placeOf(env: NodeJS.ProcessEnv): string {
  return JSON.stringify(PLACES.map(name => env[name] ?? null))
}

/**
 * Identifies the machine that a host name leads to. Equal texts mean the same machine. For ssh it is the address and
 * the current configuration, for this machine its tmux server.
 */
export function createRouteKeys(
  env: NodeJS.ProcessEnv,
  sshConfig: string | undefined,
): () => (host: HostConfig) => string {
  const tmux = readOwnPane(env).tmux
  return () => {
    // Read once for all hosts.
    const files = sshFiles(sshConfig).map(({ path, stamp }) => `${path} ${stamp}`)
    return host => {
      const { name, transport, address = name, key } = host
      if (transport === 'local') return JSON.stringify([transport, name, tmux])
      if (transport === 'ssh') return JSON.stringify([transport, name, address, key, files])
      return JSON.stringify([transport, name, address, key, placeKey(host)])
    }
  }
}
