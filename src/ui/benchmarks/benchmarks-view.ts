import type { BenchmarkSummary } from '../../state/benchmarks/reports/benchmark-summary.ts'
import { cut, fit, width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { closeDialog, overlayRows } from '../view/dialog.ts'
import { type Handlers, step } from '../view/step.ts'
import { withView } from '../view/toast.ts'

/** Maximum width of a model's column, in cells. */
const COLUMN = 16

/** Opens the list. The benchmarks of the last read are shown until the next read. */
export function openBenchmarks(state: UiState): UiState {
  const { all = null, more = 0 } = state.view.benchmarks ?? {}
  const benchmarks = { all, more, open: null, failure: null }
  return withView(state, { mode: 'benchmarks', scroll: 0, hit: 0, benchmarks })
}

export function openOf({ view }: UiState): BenchmarkSummary | null {
  const { all, open } = view.benchmarks ?? { all: null, open: null }
  return all?.find(({ id }) => id === open) ?? null
}

/** The benchmark whose matrix is shown, else the selected one. */
export function chosenBenchmark(state: UiState): BenchmarkSummary | null {
  return openOf(state) ?? state.view.benchmarks?.all?.[state.view.hit] ?? null
}

/** Shows the matrix (the results by case and model) of the selected benchmark. */
export function enterBenchmark(state: UiState): UiState {
  const { benchmarks, hit } = state.view
  const chosen = benchmarks?.all?.[hit]
  if (!benchmarks || !chosen || benchmarks.open !== null) return state
  return withView(state, { scroll: 0, benchmarks: { ...benchmarks, open: chosen.id } })
}

/** Goes back from a matrix to the list, or closes the list. */
export function leaveBenchmarks(state: UiState): UiState {
  const { benchmarks } = state.view
  if (benchmarks && benchmarks.open !== null)
    return withView(state, { scroll: 0, benchmarks: { ...benchmarks, open: null } })
  return closeDialog(state)
}

/** Moves the selection in the list of benchmarks, or scrolls the matrix of the opened one. */
export function moveBenchmarks(state: UiState, by: number): UiState {
  const { view } = state
  const room = overlayRows(state, HEAD)
  if (view.benchmarks?.open != null) {
    const most = Math.max(0, (openOf(state)?.cases.length ?? 0) - room)
    return withView(state, { scroll: Math.max(0, Math.min(view.scroll + by, most)) })
  }
  const last = Math.max(0, (view.benchmarks?.all?.length ?? 0) - 1)
  const hit = Math.max(0, Math.min(view.hit + by, last))
  return withView(state, { hit, scroll: Math.max(hit - room + 1, Math.min(view.scroll, hit)) })
}

/** The note of the list of benchmarks. If the list has only the newest ones, it gives their number and that of all. */
export function listNote({ view }: UiState): string {
  const { all = null, more = 0 } = view.benchmarks ?? {}
  const shown = all?.length ?? 0
  return more > 0 ? `the newest ${shown} of ${shown + more}, esc closes` : 'esc closes'
}

/** Number of lines above the rows. */
export const HEAD = 1

/** The row of a benchmark, such as `smoke  running  12/60 attempts, 9 passed`. */
export function rowText(one: BenchmarkSummary, columns: number): string {
  const { name, state, planned, ended, passed, failure } = one
  const why = failure === null ? '' : `: ${failure}`
  const room = Math.max(10, Math.round(columns * 0.4))
  return cut(
    `${fit(name, room)}  ${state.padEnd(7)} ${ended}/${planned} attempts, ${passed} passed${why}`,
    columns,
  )
}

/** The models as column titles, and one row per case. */
export function matrixText(
  one: BenchmarkSummary,
  columns: number,
): { head: string; rows: readonly string[] } {
  const heads = one.models.map(({ name, passed, planned }) => `${name} ${passed}/${planned}`)
  const most = Math.min(COLUMN, Math.floor((columns * 0.7) / Math.max(1, heads.length)) - 2)
  const column = Math.max(4, most)
  const names = Math.max(8, Math.min(columns - heads.length * (column + 2), longest(one)))
  const line = (name: string, cells: readonly string[]) =>
    cut([fit(name, names), ...cells.map(cell => fit(cell, column))].join('  ').trimEnd(), columns)
  return { head: line('', heads), rows: one.cases.map(({ name, marks }) => line(name, marks)) }
}

function longest({ cases }: BenchmarkSummary): number {
  return Math.max(8, ...cases.map(({ name }) => width(name)))
}

/** Message handlers that store the benchmarks while their screen is open. */
export const benchmarksView: Handlers = {
  'benchmarks-read'(state, { all, more, failure }) {
    const { benchmarks } = state.view
    if (state.view.mode !== 'benchmarks' || !benchmarks) return step(state)
    const read = failure === null ? { all, more } : {}
    return step(withView(state, { benchmarks: { ...benchmarks, ...read, failure } }))
  },
}
