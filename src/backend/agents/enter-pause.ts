import { bundled, type Catalogue } from './catalogue.ts'

/** An unknown program may be any of them: many agents show as `node` or `python`. */
const UNKNOWN = 200

/** Milliseconds that a program needs between a paste and the Enter that submits it, by tmux's name of the program. */
export function enterPause(command: string, catalogue: Catalogue = bundled): number {
  return catalogue.byProcess(command)?.submit ?? UNKNOWN
}

/** The same, where it is known which agent is in the pane: many show as `node`, and a person's own may need more. */
export function enterPauseFor(
  agent: string | undefined,
  command: string,
  catalogue: Catalogue,
): number {
  const known = agent === undefined ? undefined : catalogue.get(agent)
  return known?.submit ?? enterPause(command, catalogue)
}
