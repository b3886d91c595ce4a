import { isShell } from '../../state/agents/program.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Catalogue } from './catalogue.ts'
import { mayBeAgent } from './identify.ts'
import { mayAsk } from './question/generic.ts'

/** A value that changes whenever one of these properties of the pane changes. */
export function figures({ pid, command, title, activity, history, dead, said }: Pane): string {
  return JSON.stringify([pid, command, title, activity, history, dead ?? null, said ?? null])
}

/** A value that changes when another program may run in the pane; null: the process name identifies the program. */
export function programFigure(
  catalogue: Catalogue,
  { pid, command, alternate, dead, ours }: Pane,
): string | null {
  if (ours || dead) return null
  // For a shell, the value does not contain the process name, so that commands that the user runs cause no lookup.
  if (isShell(command)) return `${pid} ${alternate}`
  if (mayBeAgent(command)) return `${pid} ${command}`
  if (catalogue.byProcess(command) || !mayAsk(command)) return null
  return `${pid} ${alternate ? command : ''}`
}
