import type { LaunchOrder } from '../model/launch.ts'
import type { CommandMode } from '../model/tracked-session.ts'

/** Defaults for starting an agent from a prompt, for the command `start` and the launcher on the screen. */
export const LAUNCH_DEFAULTS = {
  agent: 'amplihack',
  command: 'auto',
  maxTurns: 10,
  tier: 'l',
} as const satisfies Pick<LaunchOrder, 'agent' | 'command' | 'maxTurns' | 'tier'>

export const COMMAND_MODES: readonly CommandMode[] = ['auto', 'ultrathink', 'analyze', 'fix']
/** Highest number that the user may set as the maximum number of turns of a launched agent. */
export const MOST_TURNS = 50
