import { bundled, type Catalogue } from './catalogue.ts'

/**
 * The pause between a paste and Enter for a program that is not known as an agent, in milliseconds. The program may
 * still be an agent, because tmux reports many agents as `node` or `python`.
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
 * As `enterPause`, but uses `agent`, the name of the agent in the pane, if it is given. tmux reports many agents as
 * `node`, and an agent defined by the user may need a longer pause.
 */
export function enterPauseFor(
  agent: string | undefined,
  command: string,
  catalogue: Catalogue,
): number {
  const known = agent === undefined ? undefined : catalogue.get(agent)
  return known?.submit ?? enterPause(command, catalogue)
}
