import { placeKey } from '../../state/hosts/transport-fields.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { readOwnPane } from '../own-pane.ts'
import { sshFiles } from '../ssh/ssh-config-files.ts'

/**
 * Variables that select fleetmux's files. Processes in which one of them differs use different files, so they do not
 * share connections.
 */
const PLACES = [
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'AMPLIHACK_REMOTE_STATE',
  'TMUX_TMPDIR',
]

/** Identifies where a process with this environment keeps its files. Equal strings mean equal locations. */
export function placeOf(env: NodeJS.ProcessEnv): string {
  return JSON.stringify(PLACES.map(name => env[name] ?? null))
}

/**
 * Creates a function that identifies the machine a host name leads to. Equal strings mean the same machine. The string
 * contains the address and the current configuration for ssh, and the tmux server for the local machine.
 */
export function createRouteKeys(
  env: NodeJS.ProcessEnv,
  sshConfig: string | undefined,
): () => (host: HostConfig) => string {
  const tmux = readOwnPane(env).tmux
  return () => {
    let files: readonly string[] | null = null
    return host => {
      const { name, transport, address = name, key } = host
      if (transport === 'local') return JSON.stringify([transport, name, tmux])
      if (transport === 'ssh') {
        // Read the files once for all hosts.
        files ??= sshFiles(sshConfig).map(({ path, stamp }) => `${path} ${stamp}`)
        return JSON.stringify([transport, name, address, key, files])
      }
      return JSON.stringify([transport, name, address, key, placeKey(host)])
    }
  }
}
