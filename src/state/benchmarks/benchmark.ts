import type { Metric } from './benchmark-schema.ts'

/** A benchmark as it is run: every default put in, every file that it names read. */
export interface Benchmark {
  readonly name: string
  readonly description: string
  readonly models: readonly BenchmarkModel[]
  readonly suites: readonly string[]
  readonly cases: readonly BenchmarkCase[]
  readonly metrics: readonly Metric[]
  readonly settings: BenchmarkSettings
  /** What holds and may surprise, a sentence each. */
  readonly notes: readonly string[]
}

export interface BenchmarkSettings {
  readonly attempts: number
  /** Orders the cells; the same seed gives the same order. */
  readonly seed: number
  /** Cells at once; null: as many as the hosts have room for. */
  readonly parallel: number | null
  readonly perHost: number | null
  readonly perModel: number | null
  readonly perAccount: number | null
  /** Seconds without an answer after which a host counts as lost. */
  readonly lostAfter: number
  readonly mergeOnPass: boolean
}

/** What is compared: an agent with a model, and what both are told. */
export interface BenchmarkModel {
  readonly key: string
  /** As reports call it. */
  readonly name: string
  readonly agent: string
  /** What the agent is told with its flag for models; null: nothing. */
  readonly model: string | null
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Variables that it gets with the values that they have here. */
  readonly environmentFrom: readonly string[]
  readonly homeFiles: readonly string[]
  readonly program: string | null
  readonly server: string | null
  /** Whose quota it uses: cells of one account wait together. */
  readonly account: string
  readonly parallel: number | null
}

export interface BenchmarkCase {
  readonly suite: string
  readonly id: string
  /** An absolute path here, a URL, or `org/name`. */
  readonly repo: string
  /** A branch, a tag or a commit; null: what the repository has checked out. */
  readonly base: string | null
  readonly prompt: string
  readonly followUps: readonly string[]
  /** `sh -c` of it exits with 0: pass. null: every result passes. */
  readonly script: string | null
  readonly setup: string | null
  /** Prompts that a cell may have, those after a failed verification counted; null: none of these. */
  readonly maxIterations: number | null
  /** Seconds that the agent may take for all of them. */
  readonly timeout: number
  readonly setupTimeout: number
  readonly verifyTimeout: number
  readonly program: string | null
  readonly server: string | null
  /** Only these models get it; null: all. */
  readonly models: readonly string[] | null
  /** Files that the verifier gets, and no agent sees: these paths as they are at that commit. */
  readonly verifierFiles: { readonly commit: string; readonly paths: readonly string[] } | null
  /** What models have answered elsewhere, by model: scored without an agent. */
  readonly patches: Readonly<Record<string, string>> | null
}

/** How a case is called in files, on the command line and in reports. */
export function caseName({ suite, id }: Pick<BenchmarkCase, 'suite' | 'id'>): string {
  return `${suite}/${id}`
}

/** Seconds that hold where a file says nothing. */
export const USUAL = {
  timeout: 1800,
  setupTimeout: 900,
  verifyTimeout: 900,
  lostAfter: 600,
} as const

/** What stands for the agent of a model of which only answers are known. */
export const PREDICTION = 'prediction'

/** The agent that the original's files mean. */
export const USUAL_AGENT = 'amp'
