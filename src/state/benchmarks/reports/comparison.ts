import { caseName } from '../benchmark.ts'
import type { BenchmarkView, PlannedCell } from '../benchmarks-handle.ts'
import type { CellRecord, End } from '../cell.ts'
import { createRandom } from '../seeded-random.ts'
import { modelsOf } from './json-report.ts'
import {
  bootstrapDifference,
  bootstrapProbability,
  holm,
  type Interval,
  mcnemar,
  passAtK,
  passHatK,
  wilson,
} from './statistics.ts'

/** The results of one model over all its attempts (cells) in the benchmark. */
export interface ModelRow {
  readonly key: string
  /** The model's name; if another model of the benchmark has the same name, followed by `key` in brackets. */
  readonly name: string
  readonly planned: number
  readonly ended: number
  /** Number of attempts with a verdict. */
  readonly scored: number
  readonly passed: number
  /**
   * 95 % confidence interval of the share of scored attempts that passed: Wilson's if each case has one attempt, else a
   * bootstrap over cases. null: no attempt is scored.
   */
  readonly interval: Interval | null
  /**
   * Estimated probability that of k attempts at least one (`any`) or each (`all`) passes: the mean over cases with at
   * least k scored attempts.
   */
  readonly passAt: readonly { readonly k: number; readonly any: number; readonly all: number }[]
  readonly costUsd: number | null
  /** US dollars for each passed attempt; null: no cost is known, or no attempt passed. */
  readonly costPerSolved: number | null
  readonly meanSec: number | null
  readonly ends: ReadonlyMap<End, number>
}

/** A comparison of two models on the cases that are scored for both. */
export interface PairRow {
  /** The names of the two models, as in `ModelRow`. */
  readonly one: string
  readonly other: string
  readonly cases: number
  /** Number of cases that only the first model passes, by the majority of attempts. */
  readonly onlyOne: number
  /** Number of cases that only the second model passes. */
  readonly onlyOther: number
  readonly difference: number
  readonly interval: Interval | null
  readonly p: number
  /** The probability `p` after Holm's correction for the number of pairs. */
  readonly corrected: number
  readonly verdict: 'one' | 'other' | 'tied'
}

export interface CaseRow {
  readonly name: string
  /** For each model: its attempts in order; null: the attempt has not ended. */
  readonly cells: ReadonlyMap<string, readonly (CellRecord | null)[]>
  /** Whether the models differ on this case. */
  readonly differs: boolean
}

export interface Comparison {
  readonly models: readonly ModelRow[]
  readonly pairs: readonly PairRow[]
  readonly cases: readonly CaseRow[]
  readonly attempts: number
}

/** Significance level: a difference with a smaller p counts. */
const ALPHA = 0.05

export function compare(view: BenchmarkView): Comparison {
  const { seed } = view.benchmark.settings
  const models = modelsOf(view)
  const attempts = Math.max(1, ...view.cells.map(({ attempt }) => attempt))
  const rates = new Map(models.map(key => [key, ratesOf(view, key)]))
  return {
    attempts,
    models: models.map(key => modelRow(view, key, attempts)),
    pairs: corrected(
      models.flatMap((one, at) =>
        models.slice(at + 1).map(other => ({
          ...pairRow(rates.get(one) ?? NONE, rates.get(other) ?? NONE, attempts, seed),
          ...{ one: modelName(view, one), other: modelName(view, other) },
        })),
      ),
    ),
    cases: caseRows(view, models),
  }
}

type Rates = ReadonlyMap<string, number>
const NONE: Rates = new Map()

/** For each case: the share of the model's scored attempts that passed. */
function ratesOf(view: BenchmarkView, key: string): Rates {
  return new Map([...scoredOf(view, key)].map(([name, { n, c }]) => [name, c / n]))
}

function scoredOf({ cells, records }: BenchmarkView, key: string) {
  const counted = new Map<string, { n: number; c: number }>()
  for (const cell of cells) {
    const record = records.get(cell.id)
    if (cell.model !== key || !record || record.verdict === 'none') continue
    const name = nameOf(cell)
    const { n, c } = counted.get(name) ?? { n: 0, c: 0 }
    counted.set(name, { n: n + 1, c: c + (record.verdict === 'pass' ? 1 : 0) })
  }
  return counted
}

function nameOf({ suite, case: id }: Pick<PlannedCell, 'suite' | 'case'>): string {
  return caseName({ suite, id })
}

function modelName({ benchmark }: BenchmarkView, key: string): string {
  const name = benchmark.models.find(model => model.key === key)?.name ?? key
  const isUnique = benchmark.models.filter(model => model.name === name).length < 2
  return isUnique || name === key ? name : `${name} (${key})`
}

function modelRow(view: BenchmarkView, key: string, attempts: number): ModelRow {
  const cells = view.cells.filter(({ model }) => model === key)
  const ended = cells.flatMap(({ id }) => view.records.get(id) ?? [])
  const scored = ended.filter(({ verdict }) => verdict !== 'none')
  const passed = scored.filter(({ verdict }) => verdict === 'pass').length
  const costUsd = total(ended.map(record => record.costUsd))
  const ends = Map.groupBy(ended, ({ end }) => end)
  const random = createRandom(view.benchmark.settings.seed)
  return {
    key,
    name: modelName(view, key),
    ...{ planned: cells.length, ended: ended.length, scored: scored.length, passed, costUsd },
    interval:
      attempts === 1
        ? wilson(passed, scored.length)
        : bootstrapDifference([...ratesOf(view, key).values()], random),
    passAt: passesAt([...scoredOf(view, key).values()], attempts),
    costPerSolved: costUsd === null || passed === 0 ? null : costUsd / passed,
    meanSec: mean(ended.map(({ startedAt, endedAt }) => (endedAt - startedAt) / 1000)),
    ends: new Map([...ends].map(([end, records]) => [end, records.length])),
  }
}

function passesAt(counted: readonly { n: number; c: number }[], attempts: number) {
  return Array.from({ length: attempts }, (_, at) => at + 1).flatMap(k => {
    const any = mean(counted.flatMap(({ n, c }) => passAtK(n, c, k) ?? []))
    const all = mean(counted.flatMap(({ n, c }) => passHatK(n, c, k) ?? []))
    return any === null || all === null ? [] : [{ k, any, all }]
  })
}

function pairRow(
  rates: Rates,
  others: Rates,
  attempts: number,
  seed: number,
): Omit<PairRow, 'one' | 'other'> {
  const both = [...rates].flatMap(([name, rate]) => {
    const against = others.get(name)
    return against === undefined ? [] : [{ rate, against }]
  })
  const differences = both.map(({ rate, against }) => rate - against)
  const onlyOne = both.filter(({ rate, against }) => rate > 0.5 && against <= 0.5).length
  const onlyOther = both.filter(({ rate, against }) => rate <= 0.5 && against > 0.5).length
  // Attempts of one case are not independent cases: they are resampled together with their case.
  const p =
    attempts === 1
      ? mcnemar(onlyOne, onlyOther)
      : bootstrapProbability(differences, createRandom(seed))
  return {
    ...{ cases: both.length, onlyOne, onlyOther, p, corrected: p, verdict: 'tied' },
    difference: mean(differences) ?? 0,
    interval: bootstrapDifference(differences, createRandom(seed)),
  }
}

function corrected(pairs: readonly PairRow[]): readonly PairRow[] {
  const values = holm(pairs.map(({ p }) => p))
  return pairs.map((pair, at) => {
    const value = values[at] ?? 1
    const better = pair.difference > 0 ? 'one' : 'other'
    return { ...pair, corrected: value, verdict: value < ALPHA ? better : 'tied' }
  })
}

function caseRows(view: BenchmarkView, models: readonly string[]): readonly CaseRow[] {
  const { benchmark, cells, records } = view
  const byCase = Map.groupBy(cells, nameOf)
  return benchmark.cases.flatMap(one => {
    const own = byCase.get(caseName(one))
    if (!own) return []
    const byModel = new Map(
      models.map(key => {
        const mine = own.filter(({ model }) => model === key)
        const inTurn = mine.toSorted((a, b) => a.attempt - b.attempt)
        return [key, inTurn.map(({ id }) => records.get(id) ?? null)] as const
      }),
    )
    const said = [...byModel.values()]
      .filter(each => each.length > 0)
      .map(each => each.map(record => record?.verdict ?? '').join())
    return [{ name: caseName(one), cells: byModel, differs: new Set(said).size > 1 }]
  })
}

/** The sum; null if a value is unknown or there are no values. A partial sum would look complete. */
function total(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
