import type { Benchmark } from './benchmark.ts'
import type { BenchmarkSelection } from './benchmark-selection.ts'
import type { CellRecord, Started } from './cell.ts'

/** A request to plan or run a benchmark. */
export interface BenchmarkOrder {
  /** The absolute path of the benchmark file. */
  readonly file: string
  readonly selection: BenchmarkSelection
  /** Hosts on which attempts may run; empty: the hosts on which this benchmark last ran, else this machine. */
  readonly hosts: readonly string[]
  /**
   * Checks each local file that the benchmark names. Set if the caller (such as a client of the API) may not read every
   * file of this machine.
   */
  readonly allow?: CheckLocalPath
}

/** Rejects with a FailureError if this local path must not be read. */
export type CheckLocalPath = (path: string) => Promise<unknown>

/** A planned cell, as it is stored and shown. */
export interface PlannedCell {
  readonly id: string
  readonly model: string
  readonly suite: string
  readonly case: string
  readonly attempt: number
  readonly host: string
  readonly sha: string
}

/** The file of a benchmark, and the cells (attempts of a model at a case) that were planned from it. */
export interface BenchmarkFacts {
  readonly id: string
  readonly file: string
  readonly benchmark: Benchmark
  readonly selection: BenchmarkSelection
  readonly hosts: readonly string[]
  readonly cells: readonly PlannedCell[]
  /** When the benchmark was planned first; epoch milliseconds. */
  readonly createdAt: number
}

/** A benchmark and its progress, the same for every face (screen, CLI or server). */
export interface BenchmarkView extends BenchmarkFacts {
  /** Whether this or another local process is running the benchmark. */
  readonly isRunning: boolean
  /** By cell id: the newest record of each ended cell (attempt). A cell that was run again has several records. */
  readonly records: ReadonlyMap<string, CellRecord>
  /** Cells (attempts) that were started and have not ended. */
  readonly started: ReadonlyMap<string, Started>
  /** Why the benchmark stopped before its end; null: it did not stop early. */
  readonly failure: string | null
}

export interface BenchmarkPlanView {
  readonly id: string
  readonly view: BenchmarkView
  /**
   * Estimated cost in US dollars of the attempts that have not ended, from the average cost of the attempts that have;
   * null: unknown.
   */
  readonly estimateUsd: number | null
  /** Sentences that the user should read before the start. */
  readonly notes: readonly string[]
}

export interface BenchmarkRow {
  readonly id: string
  readonly name: string
  readonly file: string
  readonly createdAt: number
  readonly isRunning: boolean
  readonly planned: number
  readonly ended: number
  readonly passed: number
}

/** The benchmarks that are stored on this machine. A method that fails rejects with a FailureError. */
export interface Benchmarks {
  /** Plans the attempts without starting them. */
  plan(order: BenchmarkOrder): Promise<BenchmarkPlanView>
  /**
   * Starts or resumes a benchmark in this process. Resolves as soon as its attempts are planned. Refused if another
   * process is running the benchmark.
   */
  start(order: BenchmarkOrder, say: (text: string) => void): Promise<StartedBenchmark>
  list(): Promise<readonly BenchmarkRow[]>
  /** The benchmark with this id or id prefix. */
  show(id: string): Promise<BenchmarkView>
  /** Cancels the running attempts, whichever process runs them. A later start of the benchmark runs them again. */
  stop(id: string, say: (text: string) => void): Promise<void>
  /**
   * Stops the work of this process on its benchmarks, and waits until it has stopped. Running agents continue on their
   * hosts.
   */
  close(): Promise<void>
}

export interface StartedBenchmark {
  readonly id: string
  /** Whether this process had already started the benchmark. */
  readonly isKnown: boolean
  /**
   * Resolves when every planned attempt has ended, or the benchmark was stopped. Rejects with a FailureError if it could
   * not be continued.
   */
  readonly done: Promise<BenchmarkView>
}
