import { FailureError } from '../model/failure.ts'
import { suggest } from '../text/suggest.ts'
import {
  type Benchmark,
  type BenchmarkCase,
  type BenchmarkModel,
  caseName,
  PREDICTION,
} from './benchmark.ts'
import type { BenchmarkSelection } from './benchmark-selection.ts'
import { type Cell, cellKey } from './cell.ts'
import { createRandom, shuffle } from './seeded-random.ts'

/** What a plan is made from. Planning itself reads no repository and computes no hash: the caller does. */
export interface PlanInput {
  readonly benchmark: Benchmark
  readonly selection: BenchmarkSelection
  /** The hosts on which this model can run this case: at least one. */
  readonly hosts: (model: BenchmarkModel, one: BenchmarkCase) => readonly string[]
  /** The commit that a case starts from. */
  readonly sha: (one: BenchmarkCase) => string
  readonly hash: (text: string) => string
}

/**
 * The cells (attempts) in the order in which they start. The order is random, and each case uses the hosts in rotation,
 * so that the speed of a host does not look like the speed of a model.
 */
export function planCells(input: PlanInput): readonly Cell[] {
  const { benchmark, selection, sha, hash } = input
  const models = chosenModels(benchmark, selection)
  const cases = chosenCases(benchmark, selection)
  const attempts = selection.attempts ?? benchmark.settings.attempts
  const random = createRandom(benchmark.settings.seed)
  const at = new Map(benchmark.cases.map((one, index) => [caseName(one), index]))
  const cells = cases.flatMap(one =>
    models.flatMap((model, column) => {
      if (!plays(one, model)) return []
      // A case with predictions has one stored patch of each model in place of the agent's work. Scoring it twice gives
      // no information.
      const tries = one.patches ? 1 : attempts
      const hosts = inOrder(input.hosts(model, one), benchmark.settings.seed)
      return Array.from({ length: tries }, (_, attempt): Cell => {
        const turn = (at.get(caseName(one)) ?? 0) + column + attempt
        const host = hosts[turn % hosts.length] ?? ''
        const begins = sha(one)
        const id = hash(cellKey(one, begins, model, attempt + 1))
        return { id, model, case: one, attempt: attempt + 1, sha: begins, host }
      })
    }),
  )
  return shuffle(cells, random)
}

/** The hosts in the order that the seed determines, which is the same for every cell. */
function inOrder(hosts: readonly string[], seed: number): readonly string[] {
  return shuffle(hosts.toSorted(), createRandom(seed))
}

function plays(one: BenchmarkCase, { key, agent }: BenchmarkModel): boolean {
  if (one.patches) return Object.hasOwn(one.patches, key)
  // The answers of such a model are only read from a file of predictions, so it cannot run a case.
  if (agent === PREDICTION) return false
  return one.models?.includes(key) ?? true
}

/**
 * The models that the selection names (by key or name), or all if it names none. @throws FailureError (`usage`) if the
 * benchmark file has no such model.
 */
function chosenModels(
  { models }: Benchmark,
  { models: wanted }: BenchmarkSelection,
): readonly BenchmarkModel[] {
  return chosen(models, wanted, '--models', ({ key, name }) => [key, name])
}

/**
 * The cases that the selection names, by suite and by case, or all if it names none. @throws FailureError (`usage`) if
 * the benchmark file has no such suite or case.
 */
export function chosenCases(
  { cases, suites }: Benchmark,
  selection: BenchmarkSelection,
): readonly BenchmarkCase[] {
  chosen(suites, selection.suites, '--suites', suite => [suite])
  const inSuites =
    selection.suites.length === 0
      ? cases
      : cases.filter(({ suite }) => selection.suites.includes(suite))
  return chosen(inSuites, selection.cases, '--cases', one => [one.id, caseName(one)])
}

function chosen<T>(
  all: readonly T[],
  wanted: readonly string[],
  flag: string,
  namesOf: (one: T) => readonly string[],
): readonly T[] {
  if (wanted.length === 0) return all
  const known = all.flatMap(namesOf)
  for (const name of wanted) {
    if (known.includes(name)) continue
    const guess = suggest(name, known)
    throw new FailureError({
      kind: 'usage',
      what: `${flag}: the benchmark file has no ${name}.`,
      hint:
        guess === null
          ? `The file has ${[...new Set(known)].slice(0, 20).join(', ')}.`
          : `Did you mean ${guess}?`,
    })
  }
  return all.filter(one => namesOf(one).some(name => wanted.includes(name)))
}
