import type { Benchmark } from '../benchmark.ts'
import { METRICS, type Metric } from '../benchmark-schema.ts'
import type { BenchmarkView } from '../benchmarks-handle.ts'
import type { CellRecord } from '../cell.ts'

/** The result in the format of Amp Session Manager, with additional fields of fleetmux. */
export function benchmarkJson(view: BenchmarkView) {
  const { id, file, benchmark, records, createdAt } = view
  const all = [...records.values()]
  const status = statusOf(view)
  const last = Math.max(createdAt, ...all.map(({ endedAt }) => endedAt))
  return {
    id,
    name: benchmark.name,
    configPath: file,
    startTime: new Date(createdAt).toISOString(),
    ...(status !== 'running' && { endTime: new Date(last).toISOString() }),
    status,
    ...(view.failure !== null && { message: view.failure }),
    planned: view.cells.length,
    ended: all.length,
    scored: all.filter(({ verdict }) => verdict !== 'none').length,
    hosts: view.hosts,
    models: Object.fromEntries(modelsOf(view).map(key => [key, modelJson(view, key)])),
  }
}

/** `failed`: no process is running the benchmark, and cells have not ended or the benchmark stopped with a failure. */
export function statusOf(view: BenchmarkView): 'running' | 'completed' | 'failed' {
  if (view.isRunning) return 'running'
  return view.failure === null && isComplete(view) ? 'completed' : 'failed'
}

/** Whether every cell has ended, with or without a verdict. */
function isComplete({ cells, records }: BenchmarkView): boolean {
  return cells.every(({ id }) => records.has(id))
}

/** The models that the benchmark's attempts use, in the order of the benchmark file. */
export function modelsOf({ benchmark, cells }: BenchmarkView): readonly string[] {
  const used = new Set(cells.map(({ model }) => model))
  return benchmark.models.flatMap(({ key }) => (used.has(key) ? [key] : []))
}

function modelJson(view: BenchmarkView, key: string) {
  const { benchmark } = view
  const records = [...view.records.values()].filter(({ model }) => model === key)
  const suites = benchmark.suites.filter(suite =>
    view.cells.some(cell => cell.model === key && cell.suite === suite),
  )
  return {
    model: key,
    suites: Object.fromEntries(suites.map(suite => [suite, suiteJson(view, key, suite)])),
    metrics: metricsJson(benchmark, records),
  }
}

function suiteJson({ cells, records }: BenchmarkView, model: string, suite: string) {
  const planned = cells.filter(cell => cell.model === model && cell.suite === suite)
  const ended = planned.flatMap(({ id }) => records.get(id) ?? [])
  const passed = ended.filter(({ verdict }) => verdict === 'pass').length
  const failed = ended.length - passed
  return {
    suite,
    cases: ended.toSorted(inOrder).map(caseJson),
    summary: {
      total: planned.length,
      passed,
      failed,
      successRate: planned.length === 0 ? 0 : passed / planned.length,
    },
  }
}

function inOrder(one: CellRecord, other: CellRecord): number {
  return one.case.localeCompare(other.case, 'en', { numeric: true }) || one.attempt - other.attempt
}

function caseJson(record: CellRecord) {
  const { tokens, costUsd, sessionId } = record
  const prompt = promptTokens(record) ?? 0
  return {
    caseId: record.case,
    ...(sessionId !== null && { sessionId }),
    status: caseStatus(record),
    iterations: record.iterations,
    ...(tokens && {
      promptTokens: prompt,
      completionTokens: tokens.output,
      totalTokens: prompt + tokens.output,
    }),
    ...(costUsd !== null && { costUsd, costBy: record.costBy, pricesOf: record.pricesOf }),
    wallTimeSec: (record.endedAt - record.startedAt) / 1000,
    ...{ attempt: record.attempt, verdict: record.verdict, end: record.end },
    ...{ detail: record.detail, host: record.host, phases: record.phases, tries: record.tries },
    ...{ cellId: record.id, agentVersion: record.agentVersion, modelTold: record.modelTold },
    ...{ fleetmuxVersion: record.fleetmuxVersion },
    ...{ baseSha: record.sha, exitCode: record.exitCode },
  }
}

/** Number of all tokens that were sent to the model, cached or not; null: the agent does not report it. */
function promptTokens({ tokens }: CellRecord): number | null {
  return tokens && tokens.input + (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0)
}

/** The result of a cell (one attempt of a model at a case) as one of the four statuses of Amp Session Manager. */
function caseStatus({ verdict, end }: CellRecord): 'pass' | 'fail' | 'timeout' | 'error' {
  if (verdict === 'pass') return 'pass'
  if (end === 'agent_timeout' || end === 'verify_timeout') return 'timeout'
  return verdict === 'fail' ? 'fail' : 'error'
}

function metricsJson({ metrics }: Benchmark, records: readonly CellRecord[]) {
  const wanted = metrics.length > 0 ? metrics : METRICS
  return Object.fromEntries(
    wanted.flatMap(metric => {
      const value = metricOf(metric, records)
      return value === null ? [] : [[metric, value] as const]
    }),
  )
}

/** The value of a metric; null: unknown. An agent that reports nothing does not count as 0. */
function metricOf(metric: Metric, records: readonly CellRecord[]): number | null {
  const mean = (values: readonly (number | null)[]) => {
    const known = values.filter(value => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  }
  switch (metric) {
    case 'success_rate':
      return mean(records.map(({ verdict }) => (verdict === 'pass' ? 1 : 0)))
    case 'avg_iterations':
      return mean(records.map(({ iterations }) => iterations))
    case 'total_runtime_sec':
      return records.reduce((sum, { startedAt, endedAt }) => sum + (endedAt - startedAt) / 1000, 0)
    case 'avg_prompt_tokens':
      return mean(records.map(promptTokens))
    case 'avg_completion_tokens':
      return mean(records.map(({ tokens }) => tokens?.output ?? null))
    case 'avg_total_tokens':
      return mean(
        records.map(record => {
          const prompt = promptTokens(record)
          return prompt === null ? null : prompt + (record.tokens?.output ?? 0)
        }),
      )
    case 'total_cost_usd': {
      const costs = records.map(({ costUsd }) => costUsd)
      return costs.some(cost => cost === null) || costs.length === 0
        ? null
        : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0)
    }
  }
}
