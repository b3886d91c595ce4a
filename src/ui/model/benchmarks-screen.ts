import type { BenchmarkSummary } from '../../state/benchmarks/benchmark-summary.ts'
import type { Clean } from '../../state/text/clean.ts'

/** What the screen of the benchmarks shows. */
export interface BenchmarksScreen {
  /** The newest first; null: they were not read yet. */
  readonly all: readonly BenchmarkSummary[] | null
  /** The id of the one whose matrix is shown; null: the list. */
  readonly open: string | null
  /** Why they cannot be read. */
  readonly failure: Clean | null
}
