import type { Benchmark } from './benchmark.ts'
import type { BenchmarkSelection } from './benchmark-selection.ts'
import type { CellRecord, Started } from './cell.ts'

/** What is asked for by one command, one request. */
export interface BenchmarkOrder {
  /** The path of the file, absolute. */
  readonly file: string
  readonly selection: BenchmarkSelection
  /** Hosts of the fleet that cells may run on; none: those of the run before, else this machine. */
  readonly hosts: readonly string[]
  /** Who must not read every file of this machine says which it may: it is asked for each that the benchmark names. */
  readonly allow?: Allow
}

/** Rejects with a FailureError where this path of this machine must not be read. */
export type Allow = (path: string) => Promise<unknown>

/** A cell of a plan as it is written down and shown. */
export interface PlannedCell {
  readonly id: string
  readonly model: string
  readonly suite: string
  readonly case: string
  readonly attempt: number
  readonly host: string
  readonly sha: string
}

/** What a benchmark is: its file, and the cells that were planned from it. */
export interface BenchmarkFacts {
  readonly id: string
  readonly file: string
  readonly benchmark: Benchmark
  readonly selection: BenchmarkSelection
  readonly hosts: readonly string[]
  readonly cells: readonly PlannedCell[]
  /** Epoch milliseconds. */
  readonly createdAt: number
}

/** What a benchmark is and how far it has come, the same for every face. */
export interface BenchmarkView extends BenchmarkFacts {
  /** Whether a process works on it now, here or elsewhere on this machine. */
  readonly isRunning: boolean
  /** By cell: the last record of each that has ended, of this plan alone. */
  readonly records: ReadonlyMap<string, CellRecord>
  /** Cells that were begun and have not ended. */
  readonly started: ReadonlyMap<string, Started>
  /** Why it stopped before its end; null: it did not. */
  readonly failure: string | null
}

export interface BenchmarkPlanView {
  readonly id: string
  readonly view: BenchmarkView
  /** Dollars that it may cost, from what such cells have cost before; null: unknown. */
  readonly estimateUsd: number | null
  /** Sentences that a person should read before it is begun. */
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

/** Benchmarks of this machine. All reject with a FailureError. */
export interface Benchmarks {
  /** What would be done; nothing is begun. */
  plan(order: BenchmarkOrder): Promise<BenchmarkPlanView>
  /**
   * Begins it in this process, or takes it up where it was left. Resolves as soon as it is planned. Refused where
   * another process works on it.
   */
  start(order: BenchmarkOrder, say: (text: string) => void): Promise<StartedBenchmark>
  list(): Promise<readonly BenchmarkRow[]>
  /** By its id, or the beginning of it. */
  show(id: string): Promise<BenchmarkView>
  /** Ends the cells that run, whoever runs them. They are cancelled, and the same command runs them again. */
  stop(id: string, say: (text: string) => void): Promise<void>
  /** Leaves what runs on its hosts, and waits until nothing here works on it any more. */
  close(): Promise<void>
}

export interface StartedBenchmark {
  readonly id: string
  /** Whether this process had begun it before. */
  readonly isKnown: boolean
  /** Every cell of the plan has ended, or it was stopped. Rejects with a FailureError. */
  readonly done: Promise<BenchmarkView>
}
