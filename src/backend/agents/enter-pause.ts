import { bundled, type Catalogue } from './catalogue.ts'

/**
 * The pause for an unknown program, in milliseconds. Any agent may be behind it, since many show as `node` or `python`.
 */
const UNKNOWN = 200

/**
 * Milliseconds that a program needs between a paste and the Enter that submits it. `command`: the program's name as
 * tmux reports it.
 */
export function enterPause(command: string, catalogue: Catalogue = bundled): number {
  return catalogue.byProcess(command)?.submit ?? UNKNOWN
}

/**
 * As `enterPause`, if the agent in the pane is known: tmux shows many agents as `node`, and a user's own agent may need
 * longer.
 */
export function enterPauseFor(
  agent: string | undefined,
  command: string,
  catalogue: Catalogue,
): number {
  const known = agent === undefined ? undefined : catalogue.get(agent)
  return known?.submit ?? enterPause(command, catalogue)
}
