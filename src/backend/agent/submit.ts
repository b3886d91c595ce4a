import { isShell } from '../../state/program.ts'

/** Milliseconds that a program needs between a paste and the Enter that submits it, by tmux's name of the program. */
const BEFORE_ENTER: Readonly<Record<string, number>> = {
  // Takes an Enter within 120 ms of a burst of characters for one more line of it.
  codex: 200,
  // Fold a long paste into a placeholder first; an Enter on top of it is swallowed.
  claude: 200,
  gemini: 200,
}

/** An unknown program may be any of them: many agents show as `node` or `python`. */
const UNKNOWN = 200

export function beforeEnter(command: string): number {
  return BEFORE_ENTER[command] ?? (isShell(command) ? 0 : UNKNOWN)
}
