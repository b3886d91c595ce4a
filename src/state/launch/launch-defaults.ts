import type { LaunchOrder } from '../model/launch.ts'
import type { CommandMode } from '../model/tracked-session.ts'

/** What a start takes where nothing is said, on the command line and in the form alike. */
export const LAUNCH_DEFAULTS = {
  agent: 'amplihack',
  command: 'auto',
  maxTurns: 10,
  tier: 'l',
} as const satisfies Pick<LaunchOrder, 'agent' | 'command' | 'maxTurns' | 'tier'>

export const COMMAND_MODES: readonly CommandMode[] = ['auto', 'ultrathink', 'analyze', 'fix']
/** Turns that an agent may take. */
export const MOST_TURNS = 50
