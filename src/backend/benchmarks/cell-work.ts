import type { Cell, End, Phase, Tokens, Verdict } from '../../state/benchmarks/cell.ts'
import type { Scored } from '../../state/benchmarks/cell-outcome.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { CellHost } from './cell-host.ts'
import { persist } from './persist.ts'
import type { Repositories } from './repositories.ts'

/** What one try at a cell needs. */
export interface CellWork {
  readonly cell: Cell
  readonly host: CellHost
  readonly runs: Runs
  readonly repositories: Repositories
  /** The id of the run of its nth prompt, the same for whoever takes it up. */
  readonly runId: (nth: number) => string
  readonly environment: Readonly<Record<string, string>>
  readonly lostAfter: number
  /** How far another runner had come with it on this host; null: it begins. */
  readonly begun: { readonly phase: Phase; readonly setupMs: number } | null
  readonly signal: AbortSignal
  readonly phase: (phase: Phase) => void
  /** Where the events of a run of its go. */
  readonly reader: (spec: RunSpec) => (event: RunEvent) => void
  /** What it leaves here. */
  readonly keep: (name: string, bytes: string | Uint8Array) => void
}

/** What came of one try. */
export interface TryOutcome {
  readonly verdict: Verdict
  readonly end: End
  readonly detail: string
  readonly phases: { readonly setupMs: number; readonly agentMs: number; readonly verifyMs: number }
  readonly iterations: number
  readonly tokens: Tokens | null
  readonly costUsd: number | null
  readonly exitCode: number | null
  readonly modelTold: string | null
  readonly sessionId: string | null
  readonly runIds: readonly string[]
  readonly resetAt: number | null
  /** Another try, on this host or another, may end otherwise. */
  readonly isInfrastructure: boolean
}

/** How a phase ended that ends its try. */
export interface Ended {
  readonly outcome: Scored
  readonly infrastructure?: boolean
}

export const NO_VERDICT = { verdict: 'none', exitCode: null } as const

/** Characters of a command's output that are kept here. */
export const KEPT = 1_000_000

/** Asks something of the cell's host, for as long as it may be away. */
export function there<T>(
  { host, lostAfter, signal }: CellWork,
  what: () => Promise<T>,
): Promise<T> {
  return persist({ host: host.host, lostAfter, signal }, what)
}
