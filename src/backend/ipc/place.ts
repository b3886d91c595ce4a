import { placeKey } from '../../state/hosts/place.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { readOwnPane } from '../own-pane.ts'
import { sshFiles } from '../ssh/ssh-file.ts'

/** Who differs in one of these keeps other files, so what is done for the one is not done for the other. */
const PLACES = [
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'AMPLIHACK_REMOTE_STATE',
  'TMUX_TMPDIR',
]

/** Says where a process of this environment keeps its files: the same text, the same places. */
export function placeOf(env: NodeJS.ProcessEnv): string {
  return JSON.stringify(PLACES.map(name => env[name] ?? null))
}

/**
 * Says where a host's name leads: the same text, the same machine. For ssh that is the address and what
 * its configuration says by now; for this machine its tmux server.
 */
export function createWays(
  env: NodeJS.ProcessEnv,
  sshConfig: string | undefined,
): () => (host: HostConfig) => string {
  const tmux = readOwnPane(env).tmux
  return () => {
    // Once for all hosts of a moment.
    const files = sshFiles(sshConfig).map(({ path, stamp }) => `${path} ${stamp}`)
    return host => {
      const { name, transport, address = name, key } = host
      if (transport === 'local') return JSON.stringify([transport, name, tmux])
      if (transport === 'ssh') return JSON.stringify([transport, name, address, key, files])
      return JSON.stringify([transport, name, address, key, placeKey(host)])
    }
  }
}
