/** What of a benchmark is wanted this time, and how. */
export interface BenchmarkSelection {
  /** Names or keys of models; empty: all. The same of the others. */
  readonly models: readonly string[]
  readonly suites: readonly string[]
  /** `id` or `suite/id`. */
  readonly cases: readonly string[]
  readonly attempts: number | null
  readonly parallel: number | null
}
