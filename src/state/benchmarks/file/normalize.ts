import { counted } from '../../text/counted.ts'
import type { Benchmark, BenchmarkCase, BenchmarkModel, BenchmarkSettings } from '../benchmark.ts'
import { DEFAULT_TIMEOUTS, USUAL_AGENT } from '../benchmark.ts'
import type { BenchmarkFile } from '../benchmark-schema.ts'

type Suite = BenchmarkFile['suites'][number]
type Defaults = NonNullable<BenchmarkFile['defaults']>

/**
 * What other files add to a suite (a named group of cases in the benchmark file): cases from the directory
 * `swebench_cases_dir`, and models from the file `predictions`.
 */
export interface SuiteFiles {
  readonly cases: readonly BenchmarkCase[]
  /** Models that do not run: only their answers are given, in a file of predictions. */
  readonly models: readonly BenchmarkModel[]
}

/**
 * Fills in the defaults of a benchmark file. `read` returns the cases of a suite that come from a directory, and the
 * models whose ready patches for these cases come from a file (predictions).
 */
export function normalize(
  file: BenchmarkFile,
  read: (suite: Suite, base: CaseBase) => SuiteFiles,
): Benchmark {
  const { defaults = {} } = file
  const suites = file.suites.map(suite => {
    const base = baseOf(suite, defaults)
    const written = (suite.cases ?? []).map(each => caseOf(each, base))
    const files = read(suite, base)
    return { id: suite.id, cases: [...written, ...files.cases], models: files.models }
  })
  const own = Object.entries(file.models ?? {}).map(([key, model]) => modelOf(key, model, defaults))
  const others = suites.flatMap(({ models }) => models)
  const cases = suites.flatMap(each => each.cases)
  return {
    name: file.name,
    description: file.description ?? '',
    // If the benchmark file and a file of predictions have a model with the same key, the one of the benchmark file is
    // used.
    models: [...own, ...unique(others).filter(({ key }) => own.every(each => each.key !== key))],
    suites: suites.map(({ id }) => id),
    cases,
    metrics: file.metrics ?? [],
    settings: settingsOf(defaults),
    notes: notesOf(cases),
  }
}

/** Defaults for the cases of a suite. */
export type CaseBase = Omit<
  BenchmarkCase,
  | 'id'
  | 'repo'
  | 'prompt'
  | 'followUps'
  | 'script'
  | 'setup'
  | 'verifierFiles'
  | 'patches'
  | 'models'
>

function baseOf(suite: Suite, defaults: Defaults): CaseBase {
  const timeout = suite.timeout_sec ?? defaults.timeout_sec ?? DEFAULT_TIMEOUTS.timeout
  return {
    suite: suite.id,
    base: suite.base_branch ?? defaults.base_branch ?? null,
    maxIterations: suite.max_iterations ?? defaults.max_iterations ?? null,
    timeout,
    setupTimeout:
      suite.setup_timeout_sec ?? defaults.setup_timeout_sec ?? DEFAULT_TIMEOUTS.setupTimeout,
    verifyTimeout:
      suite.verify_timeout_sec ?? defaults.verify_timeout_sec ?? DEFAULT_TIMEOUTS.verifyTimeout,
    program: defaults.amp_cli_path ?? null,
    server: defaults.amp_server_url ?? null,
  }
}

function caseOf(each: NonNullable<Suite['cases']>[number], base: CaseBase): BenchmarkCase {
  return {
    suite: base.suite,
    id: each.id,
    repo: each.repo,
    base: each.base_branch ?? base.base,
    prompt: each.prompt,
    followUps: each.follow_up_prompts ?? [],
    script: each.script_command ?? null,
    setup: each.setup_script ?? null,
    maxIterations: each.max_iterations ?? base.maxIterations,
    timeout: each.timeout_sec ?? base.timeout,
    setupTimeout: each.setup_timeout_sec ?? base.setupTimeout,
    verifyTimeout: each.verify_timeout_sec ?? base.verifyTimeout,
    program: each.amp_cli_path ?? base.program,
    server: each.amp_server_url ?? base.server,
    models: null,
    verifierFiles: null,
    patches: null,
  }
}

function modelOf(
  key: string,
  model: NonNullable<BenchmarkFile['models']>[string],
  defaults: Defaults,
): BenchmarkModel {
  const agent = model.agent ?? defaults.agent ?? USUAL_AGENT
  const name = model.name ?? key
  return {
    key,
    name,
    agent,
    // Amp has no model flag: the name is only a label, and `amp_args` select the model.
    model: model.model ?? (agent === USUAL_AGENT || name === 'default' ? null : name),
    args: [...(model.amp_args ?? []), ...(model.args ?? [])],
    environment: model.env ?? {},
    environmentFrom: [...new Set([...(defaults.env_from ?? []), ...(model.env_from ?? [])])],
    homeFiles: [...new Set([...(defaults.home_files ?? []), ...(model.home_files ?? [])])],
    program: model.amp_cli_path ?? null,
    server: model.amp_server_url ?? null,
    account: model.account ?? agent,
    parallel: model.max_parallel ?? null,
  }
}

function settingsOf(defaults: Defaults): BenchmarkSettings {
  return {
    attempts: defaults.attempts ?? 1,
    seed: defaults.seed ?? 1,
    parallel: defaults.parallel ?? null,
    perHost: defaults.max_per_host ?? null,
    perModel: defaults.max_per_model ?? null,
    perAccount: defaults.max_per_account ?? null,
    lostAfter: defaults.host_lost_after_sec ?? DEFAULT_TIMEOUTS.lostAfter,
    mergeOnPass: defaults.merge_on_pass ?? false,
  }
}

function notesOf(cases: readonly BenchmarkCase[]): readonly string[] {
  const unverified = cases.filter(({ script }) => script === null).length
  return unverified === 0
    ? []
    : [
        `${unverified} of ${counted(cases.length, 'case')} ${unverified === 1 ? 'has' : 'have'} no script_command, so any result counts as passed.`,
      ]
}

function unique(models: readonly BenchmarkModel[]): readonly BenchmarkModel[] {
  return [...new Map(models.map(each => [each.key, each])).values()]
}
