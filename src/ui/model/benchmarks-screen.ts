import type { BenchmarkSummary } from '../../state/benchmarks/reports/benchmark-summary.ts'
import type { Clean } from '../../state/text/clean.ts'

export interface BenchmarksScreen {
  /** The benchmarks, newest first; null: not read yet. */
  readonly all: readonly BenchmarkSummary[] | null
  /** Number of older benchmarks that are not in `all`, because there are too many. */
  readonly more: number
  /** Id of the benchmark whose matrix is shown; null: the list is shown. */
  readonly open: string | null
  /** Why the benchmarks cannot be read. */
  readonly failure: Clean | null
}
