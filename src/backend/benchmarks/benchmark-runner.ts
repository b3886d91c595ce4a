import type { BenchmarkModel } from '../../state/benchmarks/benchmark.ts'
import type { CellRecord } from '../../state/benchmarks/cell.ts'
import type { QueuedCell, QueueLimits } from '../../state/benchmarks/cell-queue.ts'
import { FailureError } from '../../state/model/failure.ts'
import { now } from '../clock.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import { noVerdict, recordOf, STOPPED, tryOf } from './cell-record.ts'
import type { TryOutcome } from './cell-work.ts'
import { lostHostText } from './persist.ts'
import { createUnfinishedCells, type UnfinishedCells } from './unfinished-cells.ts'

/** Maximum number of times a cell is tried if its host or connection fails. */
const MOST_TRIES = 3
/** Interval between two polls for a stop request, in milliseconds. */
const LOOK = 500

/** Thrown after a stop request: the cells that are running are cancelled. */
class StopError extends Error {}
/** Thrown when this process exits: runs on hosts continue. */
export class LeaveError extends FailureError {
  constructor(why: string) {
    super({
      ...{
        kind: 'refused',
        what: 'fleetmux has left the benchmark; the runs on its hosts continue.',
        why,
      },
      hint: 'To continue the benchmark, enter the same command again.',
    })
  }
}

export interface Runner {
  readonly directory: BenchmarkDirectory
  readonly queue: readonly QueuedCell[]
  readonly hosts: (cell: QueuedCell['cell']) => readonly string[]
  readonly limits: QueueLimits
  readonly version: (cell: QueuedCell['cell'], host: string) => string | null
  /** When aborted, `runBenchmark` rejects at once with a LeaveError. */
  readonly leave: AbortSignal
  readonly work: (queued: QueuedCell, signal: AbortSignal) => Promise<TryOutcome>
  /** Stops what a cell runs on its host. */
  readonly cancel: (queued: QueuedCell) => Promise<void>
  /** Removes what an ended cell left on its hosts. */
  readonly tidy: (queued: QueuedCell, record: CellRecord) => Promise<void>
  readonly say: (text: string) => void
}

/** A benchmark that is being run. */
interface Running {
  readonly runner: Runner
  readonly cells: UnfinishedCells
  /** Aborted by a stop request. */
  readonly stop: AbortController
  /**
   * Aborted by errors that are not about a single cell, such as a full local disk: no further cell starts, and running
   * cells continue on their hosts.
   */
  readonly broken: AbortController
  /** Aborted if the benchmark ends early, for whichever reason. */
  readonly signal: AbortSignal
  readonly tidying: Set<Promise<void>>
  readonly over: PromiseWithResolvers<void>
  wake: NodeJS.Timeout | undefined
}

/** Runs all cells of the queue. Rejects with a LeaveError if `leave` is aborted; runs on hosts then continue. */
export async function runBenchmark(runner: Runner): Promise<void> {
  const running = open(runner)
  const { leave } = runner
  const look = setInterval(() => stopIfAsked(running), LOOK)
  const left = () => settle(running)
  leave.addEventListener('abort', left, { once: true })
  try {
    startCells(running)
    await running.over.promise
    await Promise.all(running.tidying)
    running.broken.signal.throwIfAborted()
    leave.throwIfAborted()
  } finally {
    clearInterval(look)
    clearTimeout(running.wake)
    leave.removeEventListener('abort', left)
  }
}

function open(runner: Runner): Running {
  const [stop, broken] = [new AbortController(), new AbortController()]
  return {
    ...{ runner, stop, broken, wake: undefined },
    cells: createUnfinishedCells(runner.queue, runner.limits, runner.hosts),
    signal: AbortSignal.any([runner.leave, stop.signal, broken.signal]),
    tidying: new Set(),
    over: Promise.withResolvers(),
  }
}

function stopIfAsked(running: Running): void {
  const { runner, stop } = running
  if (stop.signal.aborted || !runner.directory.isAskedToStop()) return
  stop.abort(new StopError())
  settle(running)
}

/** Starts every cell that may start now. */
function startCells(running: Running): void {
  const { cells, signal } = running
  while (!signal.aborted) {
    const next = cells.startNext()
    if (!next) break
    runTry(running, next).catch(thrown => giveUp(running, thrown))
  }
  wakeWithQuota(running)
  settle(running)
}

/** If cells wait while an agent's account is at its usage limit, starts cells again when the first limit resets. */
function wakeWithQuota(running: Running): void {
  const { cells } = running
  clearTimeout(running.wake)
  const until = cells.parkedUntil()
  if (!cells.hasWaiting() || until === null) return
  running.wake = setTimeout(() => startCells(running), until - now() + 10)
}

/** Ends the benchmark if nothing runs and nothing will start. */
function settle({ cells, signal, over }: Running): void {
  const isOver = signal.aborted || !cells.hasWaiting()
  if (!cells.hasRunning() && isOver) over.resolve()
}

function giveUp(running: Running, thrown: unknown): void {
  running.broken.abort(thrown)
  settle(running)
}

async function runTry(running: Running, queued: QueuedCell): Promise<void> {
  const { runner, cells, signal } = running
  const startedAt = queued.begun?.at ?? now()
  try {
    takeOutcome(running, queued, startedAt, await runner.work(queued, signal))
  } catch (thrown) {
    if (!signal.aborted) throw thrown
    if (isStopped(running)) await cancel(running, queued, startedAt)
  } finally {
    cells.leave(queued)
  }
  startCells(running)
}

/** Whether a stop request alone has ended the benchmark. */
function isStopped({ runner, stop, broken }: Running): boolean {
  return stop.signal.aborted && !runner.leave.aborted && !broken.signal.aborted
}

async function cancel(running: Running, queued: QueuedCell, startedAt: number): Promise<void> {
  await running.runner.cancel(queued)
  finish(running, queued, startedAt, noVerdict('cancelled', STOPPED))
}

/** Records how one try of a cell ended, or queues another try. */
function takeOutcome(
  running: Running,
  queued: QueuedCell,
  startedAt: number,
  outcome: TryOutcome,
): void {
  if (outcome.end === 'host_lost') loseHost(running, queued)
  const host = hostForAnotherTry(running, queued, outcome)
  if (host === null) finish(running, queued, startedAt, outcome)
  else tryAgain(running, queued, startedAt, outcome, host)
}

/** The host for another try after this outcome; null: there will be no other try. */
function hostForAnotherTry(
  running: Running,
  queued: QueuedCell,
  outcome: TryOutcome,
): string | null {
  const { cells } = running
  if (outcome.isInfrastructure && queued.nth < MOST_TRIES) {
    const host = cells.otherHost(queued)
    if (host !== null) return host
  }
  if (outcome.end !== 'quota') return null
  return waitForQuota(running, queued.cell.model, outcome.resetAt) ? queued.host : null
}

function loseHost({ runner, cells }: Running, queued: QueuedCell): void {
  const { host } = queued
  if (cells.loseHost(host)) runner.say(lostHostText(host, cells.otherHost(queued) === null))
}

/**
 * Pauses the cells of the account until its quota resets. If that time is unknown, ends the waiting cells of the
 * account and returns false.
 */
function waitForQuota(
  running: Running,
  { account }: BenchmarkModel,
  resetAt: number | null,
): boolean {
  const { runner, cells } = running
  if (resetAt !== null) {
    cells.park(account, resetAt)
    runner.say(`The account ${account} has no quota until ${new Date(resetAt).toISOString()}.`)
    return true
  }
  const left = cells.takeAccount(account)
  runner.say(
    `The account ${account} has no quota left: ${left.length === 1 ? '1 waiting attempt is' : `${left.length} waiting attempts are`} skipped.`,
  )
  for (const queued of left)
    finish(running, queued, now(), noVerdict('quota', 'The account had no quota left.'))
  return false
}

function tryAgain(
  { runner, cells }: Running,
  queued: QueuedCell,
  startedAt: number,
  outcome: TryOutcome,
  host: string,
): void {
  const { cell, nth } = queued
  const { end, detail } = outcome
  runner.directory.addStarted({
    ...{ id: cell.id, nth, host: queued.host, at: now(), phase: 'ended', end, detail },
  })
  const tries = [...queued.tries, tryOf(queued, startedAt, outcome)]
  cells.putFirst({ cell, nth: nth + 1, host, tries, begun: null })
}

function finish(
  running: Running,
  queued: QueuedCell,
  startedAt: number,
  outcome: TryOutcome,
): void {
  const { runner, tidying } = running
  const version = runner.version(queued.cell, queued.host)
  const record = recordOf(queued, startedAt, outcome, version)
  runner.directory.addRecord(record)
  const work = runner
    .tidy(queued, record)
    .catch(thrown => giveUp(running, thrown))
    .finally(() => tidying.delete(work))
  tidying.add(work)
}
