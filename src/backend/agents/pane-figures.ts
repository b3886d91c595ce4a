import { isShell } from '../../state/agents/program.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Catalogue } from './catalogue.ts'
import { mayBeAgent } from './identify.ts'
import { mayAsk } from './question/viewer.ts'

/** A value that changes whenever one of these properties of the pane changes. */
export function figures({ pid, command, title, activity, history, dead, said }: Pane): string {
  return JSON.stringify([pid, command, title, activity, history, dead ?? null, said ?? null])
}

/**
 * A value whose change means that the command lines of the pane's foreground processes must be read (again). null: they
 * are not needed, because the pane is fleetmux's own or dead, its process name identifies an agent, or its program is not
 * an agent and asks nothing, such as an editor.
 */
export function programFigure(
  catalogue: Catalogue,
  { pid, command, alternate, dead, ours }: Pane,
): string | null {
  if (ours || dead) return null
  // Whenever the returned value changes, but not to null, the pane's foreground process is looked up again. A shell's
  // value does not contain the process name, so that commands that the user runs in the shell cause no such look-up.
  // Inside a wrapper such as `script`, an editor starts or ends when the screen changes to the alternate one or back.
  if (isShell(command)) return `${pid} ${alternate}`
  if (mayBeAgent(command)) return `${pid} ${command} ${alternate}`
  if (catalogue.byProcess(command) || !mayAsk(command)) return null
  // A program that is neither a shell nor a possible agent may be a script, which starts many short programs. So its
  // name is part of the value only on the alternate screen: otherwise each of them would cause a look-up.
  return `${pid} ${alternate ? command : ''}`
}
