import type { Metric } from './benchmark-schema.ts'

/** A benchmark ready to run: defaults are filled in, and files that it names have been read. */
export interface Benchmark {
  readonly name: string
  readonly description: string
  readonly models: readonly BenchmarkModel[]
  readonly suites: readonly string[]
  readonly cases: readonly BenchmarkCase[]
  readonly metrics: readonly Metric[]
  readonly settings: BenchmarkSettings
  /** Notes for the user about this benchmark, one sentence each. */
  readonly notes: readonly string[]
}

export interface BenchmarkSettings {
  readonly attempts: number
  /** Seed for the random order of cells (attempts of a model at a case); the same seed gives the same order. */
  readonly seed: number
  /** Maximum number of attempts that run in parallel; null: as many as the hosts have room for. */
  readonly parallel: number | null
  readonly perHost: number | null
  readonly perModel: number | null
  readonly perAccount: number | null
  /** Time without an answer after which a host counts as lost, in seconds. */
  readonly lostAfter: number
  readonly mergeOnPass: boolean
}

/** One of the compared entries: an agent with a model, and their options. */
export interface BenchmarkModel {
  readonly key: string
  /** The name of this entry in reports. */
  readonly name: string
  readonly agent: string
  /** The value of the agent's model flag; null: no flag. */
  readonly model: string | null
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Names of environment variables that are passed with their local values. */
  readonly environmentFrom: readonly string[]
  readonly homeFiles: readonly string[]
  readonly program: string | null
  readonly server: string | null
  /** The account whose quota the model uses. If the quota is exceeded, all attempts of the account wait. */
  readonly account: string
  readonly parallel: number | null
}

export interface BenchmarkCase {
  readonly suite: string
  readonly id: string
  /** An absolute path on this machine, a URL, or `org/name`. */
  readonly repo: string
  /** A branch, tag or commit; null: the checked-out commit of the repository. */
  readonly base: string | null
  readonly prompt: string
  readonly followUps: readonly string[]
  /** A script for `sh -c`; exit code 0: passed. null: every result passes. */
  readonly script: string | null
  readonly setup: string | null
  /** Maximum number of prompts, including those after a failed verification; null: no prompts after a failure. */
  readonly maxIterations: number | null
  /** Maximum time of the agent for all prompts together, in seconds. */
  readonly timeout: number
  readonly setupTimeout: number
  readonly verifyTimeout: number
  readonly program: string | null
  readonly server: string | null
  /** Only these models run the case; null: all models. */
  readonly models: readonly string[] | null
  /** Files that only the verification gets, never the agent: these paths, as of that commit. */
  readonly verifierFiles: { readonly commit: string; readonly paths: readonly string[] } | null
  /** Patches that models have produced outside fleetmux, by model key. They are scored without an agent. */
  readonly patches: Readonly<Record<string, string>> | null
}

/** The name of a case in files, on the command line and in reports. */
export function caseName({ suite, id }: Pick<BenchmarkCase, 'suite' | 'id'>): string {
  return `${suite}/${id}`
}

/** Default timeouts, in seconds. */
export const DEFAULT_TIMEOUTS = {
  timeout: 1800,
  setupTimeout: 900,
  verifyTimeout: 900,
  lostAfter: 600,
} as const

/** The agent name for models that do not run: their answers are read from a file of predictions. */
export const PREDICTION = 'prediction'

/** The default agent in benchmark files of Amp Session Manager. */
export const USUAL_AGENT = 'amp'
