import { isShell } from '../../state/agents/program.ts'
import type { Pane } from '../../state/model/fleet.ts'
import type { Catalogue } from './catalogue.ts'
import { mayBeAgent } from './identify.ts'
import { mayAsk } from './question/generic.ts'

/** What tells that a pane moved. */
export function figures({ pid, command, title, activity, history, dead, said }: Pane): string {
  return JSON.stringify([pid, command, title, activity, history, dead ?? null, said ?? null])
}

/** What changes when another program may be in the pane than its name tells; null: the name tells. */
export function programFigure(
  catalogue: Catalogue,
  { pid, command, alternate, dead, ours }: Pane,
): string | null {
  if (ours || dead) return null
  // Whoever works at a shell starts programs all day.
  if (isShell(command)) return `${pid} ${alternate}`
  if (mayBeAgent(command)) return `${pid} ${command}`
  if (catalogue.byProcess(command) || !mayAsk(command)) return null
  return `${pid} ${alternate ? command : ''}`
}
