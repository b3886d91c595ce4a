import type { PlannedCell } from '../../state/benchmarks/benchmarks-handle.ts'
import type { CellRecord, End, Try } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { now } from '../clock.ts'
import { PROGRAM_VERSION } from '../program-version.ts'
import type { TryOutcome } from './cell-work.ts'

/** The reason that the record of a cancelled cell has. */
export const STOPPED = 'A user stopped the benchmark.'

/** The record of a cell whose last try has just ended. */
export function recordOf(
  { cell, nth, host, tries }: QueuedCell,
  startedAt: number,
  outcome: TryOutcome,
  agentVersion: string | null,
): CellRecord {
  const { id, model, case: one, attempt, sha } = cell
  const planned = { id, model: model.key, suite: one.suite, case: one.id, attempt, host, sha }
  const last = tryOf({ nth, host }, startedAt, outcome)
  return cellRecord(planned, { earlier: tries, last }, outcome, agentVersion)
}

/** The record of a cell whose last try had this outcome. */
export function cellRecord(
  { id, model, suite, case: name, attempt, sha }: PlannedCell,
  { earlier, last }: { readonly earlier: readonly Try[]; readonly last: Try },
  outcome: TryOutcome,
  agentVersion: string | null,
): CellRecord {
  const { resetAt: _, isInfrastructure: __, ...told } = outcome
  const { host, startedAt, endedAt } = last
  return {
    ...{ version: 1, id, model, suite, case: name, attempt, host, sha, ...told },
    ...{ startedAt, endedAt, agentVersion, fleetmuxVersion: PROGRAM_VERSION },
    runIds: [...told.runIds],
    tries: [...earlier, last],
  }
}

/** The record of a try of a cell that has just ended. */
export function tryOf(
  { nth, host }: Pick<QueuedCell, 'nth' | 'host'>,
  startedAt: number,
  { end, detail }: Pick<TryOutcome, 'end' | 'detail'>,
): Try {
  return { nth, host, startedAt, endedAt: now(), end, detail }
}

/** The outcome of a case that ended without a verdict, and of which nothing else is known. */
export function noVerdict(end: End, detail: string): TryOutcome {
  return {
    ...{ verdict: 'none', end, detail, iterations: 0, exitCode: null, isInfrastructure: false },
    phases: { setupMs: 0, agentMs: 0, verifyMs: 0 },
    ...{ tokens: null, costUsd: null, costBy: null, pricesOf: null },
    ...{ modelTold: null, sessionId: null, runIds: [], resetAt: null },
  }
}
