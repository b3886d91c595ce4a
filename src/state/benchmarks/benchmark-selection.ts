/** The part of a benchmark to run, and options. */
export interface BenchmarkSelection {
  /** Names or keys of models; empty: all. An empty list of `suites` or `cases` also means all. */
  readonly models: readonly string[]
  readonly suites: readonly string[]
  /** Names of cases: `id` or `suite/id`. */
  readonly cases: readonly string[]
  readonly attempts: number | null
  readonly parallel: number | null
}
