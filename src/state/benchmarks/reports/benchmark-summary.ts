import { type Clean, clean } from '../../text/clean.ts'
import { caseName } from '../benchmark.ts'
import type { BenchmarkView } from '../benchmarks-handle.ts'
import { markOf } from './report-text.ts'

/** A benchmark as a screen shows it: small, and serializable as JSON. */
export interface BenchmarkSummary {
  readonly id: string
  readonly name: Clean
  readonly state: 'running' | 'ended' | 'left'
  readonly planned: number
  readonly ended: number
  readonly passed: number
  readonly models: readonly {
    readonly name: Clean
    readonly passed: number
    readonly planned: number
  }[]
  readonly cases: readonly {
    readonly name: Clean
    /**
     * For each model, in the order of `models`: one character per attempt. `+`: passed, `-`: failed, `?`: not judged,
     * `.`: no result yet, `*`: running.
     */
    readonly marks: readonly string[]
  }[]
  readonly failure: Clean | null
}

export function summarize(view: BenchmarkView): BenchmarkSummary {
  const { benchmark, cells, records, started, isRunning } = view
  const used = new Set(cells.map(({ model }) => model))
  const models = benchmark.models.filter(({ key }) => used.has(key))
  const byCase = Map.groupBy(cells, each => caseName({ suite: each.suite, id: each.case }))
  const passed = (own: typeof cells) =>
    own.filter(({ id }) => records.get(id)?.verdict === 'pass').length
  return {
    id: view.id,
    name: clean(benchmark.name, 200),
    state: isRunning ? 'running' : records.size === cells.length ? 'ended' : 'left',
    planned: cells.length,
    ended: records.size,
    passed: passed(cells),
    models: models.map(({ key, name }) => {
      const own = cells.filter(({ model }) => model === key)
      return { name: clean(name, 100), passed: passed(own), planned: own.length }
    }),
    cases: [...byCase]
      .toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
      .map(([name, own]) => ({
        name: clean(name, 200),
        marks: models.map(({ key }) =>
          own
            .filter(({ model }) => model === key)
            .toSorted((one, other) => one.attempt - other.attempt)
            .map(({ id }) => (isRunning && started.has(id) ? '*' : markOf(records.get(id) ?? null)))
            .join(''),
        ),
      })),
    failure: view.failure === null ? null : clean(view.failure),
  }
}
