import type { BenchmarkView } from '../../state/benchmarks/benchmarks-handle.ts'
import type { CellRecord, Started } from '../../state/benchmarks/cell.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import type { WrittenPlan } from './benchmark-plan.ts'

/** Reads a benchmark's state from its files, whichever process runs it. */
export function readView(
  directory: BenchmarkDirectory,
  plan: WrittenPlan,
  { isRunning, failure }: { readonly isRunning: boolean; readonly failure: string | null },
): BenchmarkView {
  const { id, file, benchmark, selection, hosts, cells, createdAt } = plan
  const records = lastRecords(directory.records())
  const ids = new Set(cells.map(cell => cell.id))
  return {
    ...{ id, file, benchmark, selection, hosts, cells, createdAt, isRunning, failure },
    records: new Map([...records].filter(([cell]) => ids.has(cell))),
    started: new Map([...openTries(directory)].filter(([cell]) => ids.has(cell))),
  }
}

/** The last record of each cell. A cell that was run again has several records. */
export function lastRecords(records: readonly CellRecord[]): ReadonlyMap<string, CellRecord> {
  return new Map(records.map(record => [record.id, record]))
}

/**
 * The cells that have started and not ended, by cell id, each with the latest phase of its current try and the start
 * time of that try.
 */
export function openTries(
  directory: Pick<BenchmarkDirectory, 'started' | 'records'>,
): ReadonlyMap<string, Started> {
  const ended = new Set(
    directory.records().flatMap(({ id, tries }) => tries.map(({ nth }) => `${id} ${nth}`)),
  )
  const open = new Map<string, Started>()
  for (const each of directory.started()) {
    if (each.phase === 'ended' || ended.has(`${each.id} ${each.nth}`)) open.delete(each.id)
    else open.set(each.id, each)
  }
  return open
}
