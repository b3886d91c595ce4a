import { type Exported, exportText, FORMATS } from '../../../state/json/worktree-export.ts'
import { orList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { safeJson } from '../../print/json.ts'
import { sayLimit } from '../../print/list-limit.ts'
import { askHosts, openWork } from './open-worktrees.ts'

/** `work export`: writes sessions with their iterations to a file. */
export async function exportWork(call: Call): Promise<number> {
  const wanted = call.flags.text('format') ?? 'json'
  const format = FORMATS.find(each => each === wanted)
  if (!format) throw usage(`--format is ${orList(FORMATS)}, not ${JSON.stringify(wanted)}.`)
  const { worktrees, names } = await openWork(call)
  const id = call.args[0]
  const found =
    id === undefined
      ? await askHosts(call, names, host => worktrees.list(host))
      : { rows: [await worktrees.find(id, names)], failures: [] }
  sayLimit(call, found.rows, 'worktree sessions')
  const all: Exported[] = []
  for (const row of found.rows) all.push({ row, iterations: await worktrees.iterations(row) })
  for (const line of exportText(format, all, safeJson)) await call.print(line)
  return exitOfAll(found.failures)
}
