import type { CellRecord, End, Try } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { now } from '../clock.ts'
import { PROGRAM_VERSION } from '../program-version.ts'
import type { TryOutcome } from './cell-work.ts'

/** Why a cell was cancelled. */
export const STOPPED = 'Somebody stopped it.'

/** The record of a cell whose last try has just ended. */
export function recordOf(
  { cell, nth, host, tries }: QueuedCell,
  startedAt: number,
  outcome: TryOutcome,
  agentVersion: string | null,
): CellRecord {
  const { resetAt: _, isInfrastructure: __, ...told } = outcome
  return {
    ...{ version: 1, id: cell.id, model: cell.model.key, suite: cell.case.suite },
    ...{ case: cell.case.id, attempt: cell.attempt, host, sha: cell.sha, ...told },
    ...{ startedAt, endedAt: now(), agentVersion, fleetmuxVersion: PROGRAM_VERSION },
    runIds: [...told.runIds],
    tries: [...tries, tryOf({ nth, host }, startedAt, outcome)],
  }
}

/** A try that has just ended. */
export function tryOf(
  { nth, host }: Pick<QueuedCell, 'nth' | 'host'>,
  startedAt: number,
  { end, detail }: Pick<TryOutcome, 'end' | 'detail'>,
): Try {
  return { nth, host, startedAt, endedAt: now(), end, detail }
}

/** The outcome of a cell that ended without a verdict, and of which nothing else is known. */
export function unscored(end: End, detail: string): TryOutcome {
  return {
    ...{ verdict: 'none', end, detail, iterations: 0, exitCode: null, isInfrastructure: false },
    phases: { setupMs: 0, agentMs: 0, verifyMs: 0 },
    ...{ tokens: null, costUsd: null, costBy: null, pricesOf: null },
    ...{ modelTold: null, sessionId: null, runIds: [], resetAt: null },
  }
}
