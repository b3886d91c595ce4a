import type { BenchmarkPlanView } from '../../../state/benchmarks/benchmarks-handle.ts'
import { dollars } from '../../../state/benchmarks/reports/report-text.ts'
import { counted } from '../../../state/text/counted.ts'
import { strip } from '../../../state/text/text.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

/** `benchmark list`: prints the benchmarks of this machine, newest first. */
export async function listBenchmarks(call: Call): Promise<number> {
  const rows = await (await (await call.open([])).onHosts.benchmarks()).list()
  if (call.flags.is('json')) {
    for (const row of rows) await call.print(toJson({ ...row }))
    return DONE
  }
  const words = rows.map(row => [
    ...[row.id, row.isRunning ? 'running' : row.ended === row.planned ? 'ended' : 'unfinished'],
    ...[`${row.ended}/${row.planned}`, `${row.passed} passed`, row.name, row.file],
  ])
  const titles = ['ID', 'STATE', 'ATTEMPTS', 'PASSED', 'NAME', 'FILE']
  for (const line of table(titles, words, call.terminal)) await call.print(line)
  if (rows.length === 0) call.say('No benchmark was started on this machine.')
  return DONE
}

/** `--dry-run`: prints the cells in the order in which they would start, and their estimated cost. */
export async function printPlan(call: Call, plan: BenchmarkPlanView): Promise<number> {
  const { view, estimateUsd, notes, id } = plan
  const left = view.cells.filter(cell => (view.records.get(cell.id)?.verdict ?? 'none') === 'none')
  if (call.flags.is('json')) {
    const { cells, hosts } = view
    await call.print(toJson({ id, hosts, cells, left: left.length, estimateUsd, notes }))
    return DONE
  }
  for (const note of notes) call.say(strip(note))
  const rows = view.cells.map(cell => [
    ...[cell.model, `${cell.suite}/${cell.case}`, String(cell.attempt), cell.host],
    view.records.get(cell.id)?.verdict ?? 'not run',
  ])
  const titles = ['MODEL', 'CASE', 'ATTEMPT', 'HOST', 'RESULT']
  for (const line of table(titles, rows, call.terminal)) await call.print(line)
  call.say(
    `${id}: ${counted(view.cells.length, 'attempt')}, ${left.length} to be run on ${andList(view.hosts)}; estimated cost: ${dollars(estimateUsd)}.`,
  )
  return DONE
}
