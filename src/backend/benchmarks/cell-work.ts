import type { Cell, CellRecord, End, Phase, Tokens, Verdict } from '../../state/benchmarks/cell.ts'
import type { CellOutcome } from '../../state/benchmarks/cell-outcome.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { CellHost } from './cell-host.ts'
import { retryUntilLost } from './persist.ts'
import type { Repositories } from './repositories.ts'

/** Everything that one try of a cell needs. */
export interface CellWork {
  readonly cell: Cell
  readonly host: CellHost
  readonly runs: Runs
  readonly repositories: Repositories
  /** The run id of the nth prompt of the cell. It is the same in every process. */
  readonly runId: (nth: number) => string
  readonly environment: Readonly<Record<string, string>>
  readonly lostAfter: number
  /** How far an earlier benchmark process came with this try of the cell on this host; null: the try is new. */
  readonly begun: { readonly phase: Phase; readonly setupMs: number } | null
  readonly signal: AbortSignal
  readonly phase: (phase: Phase) => void
  /** Creates a function that receives the events of one of the cell's runs. */
  readonly reader: (spec: RunSpec) => (event: RunEvent) => void
  /** Stores a file of the cell, such as a patch, on this machine. */
  readonly keep: (name: string, bytes: string | Uint8Array) => void
}

/** The result of one try of a cell. */
export interface TryOutcome {
  readonly verdict: Verdict
  readonly end: End
  readonly detail: string
  readonly phases: { readonly setupMs: number; readonly agentMs: number; readonly verifyMs: number }
  readonly iterations: number
  readonly tokens: Tokens | null
  readonly costUsd: number | null
  readonly costBy: CellRecord['costBy']
  readonly pricesOf: string | null
  readonly exitCode: number | null
  readonly modelTold: string | null
  readonly sessionId: string | null
  readonly runIds: readonly string[]
  readonly resetAt: number | null
  /** Whether the infrastructure failed, not the agent: another try, on this or another host, may end differently. */
  readonly isInfrastructure: boolean
}

/** How a try of a cell ended in one of its phases: set-up, agent or verification. */
export interface Ended {
  readonly outcome: CellOutcome
  readonly infrastructure?: boolean
}

export const NO_VERDICT = { verdict: 'none', exitCode: null } as const

/** Maximum bytes, at the end of a benchmark command's output, that are stored on this machine. */
export const KEPT = 1_000_000

/** Sends a request to the host of a cell, and retries until the host has been unreachable for `lostAfter` seconds. */
export function retryWhileUnreachable<T>(
  { host, lostAfter, signal }: CellWork,
  what: () => Promise<T>,
): Promise<T> {
  return retryUntilLost({ host: host.host, lostAfter, signal }, what)
}
