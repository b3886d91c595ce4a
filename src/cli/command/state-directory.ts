import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where fleetmux keeps what outlives a run. Relative XDG paths are ignored, as XDG says. */
export function stateDirectory(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_STATE_HOME']
  const home = environment['HOME'] || homedir()
  return join(base && isAbsolute(base) ? base : join(home, '.local', 'state'), 'fleetmux')
}
