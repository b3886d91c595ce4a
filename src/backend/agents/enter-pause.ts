import { bundled, type Catalogue } from './catalogue.ts'

/** An unknown program may be any agent: many show as `node` or `python`. */
const UNKNOWN = 200

/** Milliseconds that a program needs between a paste and the Enter that submits it, by tmux's name of the program. */
export function enterPause(command: string, catalogue: Catalogue = bundled): number {
  return catalogue.byProcess(command)?.submit ?? UNKNOWN
}

/** The same if the agent in the pane is known: many show as `node`, and a user's own agent may need longer. */
export function enterPauseFor(
  agent: string | undefined,
  command: string,
  catalogue: Catalogue,
): number {
  const known = agent === undefined ? undefined : catalogue.get(agent)
  return known?.submit ?? enterPause(command, catalogue)
}
