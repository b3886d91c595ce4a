/** The part of a benchmark to run, and options. */
export interface BenchmarkSelection {
  /** Names of models, or their keys under `models` in the benchmark file; empty: all. */
  readonly models: readonly string[]
  /** Names of suites; empty: all. */
  readonly suites: readonly string[]
  /** Names of cases, `id` or `suite/id`; empty: all. */
  readonly cases: readonly string[]
  readonly attempts: number | null
  readonly parallel: number | null
}
