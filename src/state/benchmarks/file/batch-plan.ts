import type { Benchmark, BenchmarkCase, BenchmarkModel } from '../benchmark.ts'
import { DEFAULT_TIMEOUTS, USUAL_AGENT } from '../benchmark.ts'
import type { BatchFile, OldSuiteFile } from '../benchmark-schema.ts'

/** Converts a batch plan of Amp Session Manager to a benchmark: each row is a case that only its model runs. */
export function toBenchmarkOfBatch(file: string, plan: BatchFile): Benchmark {
  const { defaults, matrix } = plan
  const rows = matrix.map((row, index) => {
    const agent = row.agent ?? defaults.agent ?? USUAL_AGENT
    const model = row.model ?? defaults.model ?? 'default'
    return { row, index, agent, model, key: agent === USUAL_AGENT ? model : `${agent}-${model}` }
  })
  const models = new Map(rows.map(({ key, agent, model }) => [key, toModel(key, agent, model)]))
  const cases = rows.map(
    ({ row, index, key }): BenchmarkCase => ({
      ...NO_CASE,
      suite: 'batch',
      id: row.id ?? `item-${index + 1}`,
      repo: row.repo,
      base: row.baseBranch ?? defaults.baseBranch,
      prompt: row.prompt,
      script: row.scriptCommand ?? defaults.scriptCommand ?? null,
      timeout: row.timeoutSec ?? defaults.timeoutSec ?? DEFAULT_TIMEOUTS.timeout,
      // A retry of Amp Session Manager is another prompt in the same session after the script (`scriptCommand`) that
      // checks the work has failed.
      maxIterations: retriesOf(row.retries ?? defaults.retries),
      models: [key],
    }),
  )
  return {
    name: plan.runId ?? baseName(file),
    description: '',
    models: [...models.values()],
    suites: ['batch'],
    cases,
    metrics: [],
    settings: {
      ...SETTINGS,
      parallel: plan.concurrency,
      mergeOnPass: defaults.mergeOnPass ?? matrix.some(({ mergeOnPass }) => mergeOnPass),
    },
    notes: [],
  }
}

/** Converts a suite of the older `bench` command of Amp Session Manager. */
export function toBenchmarkOfOldSuite(file: string, suite: OldSuiteFile): Benchmark {
  const id = 'bench'
  return {
    name: suite.name ?? baseName(file),
    description: suite.description ?? '',
    models: [toModel('default', USUAL_AGENT, 'default')],
    suites: [id],
    cases: suite.cases.map(one => ({
      ...NO_CASE,
      suite: id,
      id: one.id,
      repo: one.repo,
      prompt: one.prompt,
      script: checkOf(one.successCommand, one.expectedFiles ?? []),
      timeout: one.timeoutSec ?? DEFAULT_TIMEOUTS.timeout,
    })),
    metrics: [],
    settings: SETTINGS,
    notes: [],
  }
}

const NO_CASE = {
  base: null,
  followUps: [],
  setup: null,
  maxIterations: null,
  setupTimeout: DEFAULT_TIMEOUTS.setupTimeout,
  verifyTimeout: DEFAULT_TIMEOUTS.verifyTimeout,
  program: null,
  server: null,
  models: null,
  verifierFiles: null,
  patches: null,
} as const

const SETTINGS = {
  attempts: 1,
  seed: 1,
  parallel: null,
  perHost: null,
  perModel: null,
  perAccount: null,
  lostAfter: DEFAULT_TIMEOUTS.lostAfter,
  mergeOnPass: false,
} as const

function toModel(key: string, agent: string, model: string): BenchmarkModel {
  return {
    ...{ key, name: model, agent, account: agent },
    model: agent === USUAL_AGENT || model === 'default' ? null : model,
    // Batch plans are files of Amp Session Manager, which starts Amp with this flag for `gpt-5`.
    args: agent === USUAL_AGENT && model === 'gpt-5' ? ['--try-gpt5'] : [],
    ...{ environment: {}, environmentFrom: [], homeFiles: [] },
    ...{ program: null, server: null, parallel: null },
  }
}

function retriesOf(retries: number | undefined): number | null {
  return retries === undefined || retries === 0 ? null : retries + 1
}

function checkOf(command: string | undefined, files: readonly string[]): string | null {
  const tests = files.map(file => `test -e '${file.replaceAll("'", "'\\''")}'`)
  const all = [...tests, ...(command === undefined ? [] : [`( ${command}\n)`])]
  return all.length === 0 ? null : all.join(' && ')
}

/** `/home/me/smoke.yaml` becomes `smoke`. */
export function baseName(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.(?:ya?ml|json)$/, '')
}
