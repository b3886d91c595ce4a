import type { BenchmarkModel } from '../../state/benchmarks/benchmark.ts'
import type { CellRecord, End, Try } from '../../state/benchmarks/cell.ts'
import {
  nextCell,
  otherHost,
  type QueuedCell,
  type QueueLimits,
} from '../../state/benchmarks/cell-queue.ts'
import { FailureError } from '../../state/model/failure.ts'
import { now } from '../clock.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import type { TryOutcome } from './cell-work.ts'

/** Maximum tries of a cell when hosts are lost. */
const MOST_TRIES = 3
/** Interval between two polls for a stop request, in milliseconds. */
const LOOK = 500

/** Thrown after a stop request: running cells are cancelled. */
class StopError extends Error {}
/** Thrown when this process exits: runs on hosts continue. */
export class LeaveError extends FailureError {
  constructor(why: string) {
    super({
      ...{ kind: 'refused', what: 'The benchmark was left; what runs on its hosts goes on.', why },
      hint: 'The same command goes on with it.',
    })
  }
}

export interface Runner {
  readonly directory: BenchmarkDirectory
  readonly queue: readonly QueuedCell[]
  readonly hosts: (cell: QueuedCell['cell']) => readonly string[]
  readonly limits: QueueLimits
  readonly version: (cell: QueuedCell['cell'], host: string) => string | null
  /** When aborted, ends at once with a LeaveError. */
  readonly leave: AbortSignal
  readonly work: (queued: QueuedCell, signal: AbortSignal) => Promise<TryOutcome>
  /** Stops what a cell runs on its host. */
  readonly cancel: (queued: QueuedCell) => Promise<void>
  /** Removes what an ended cell left on its hosts. */
  readonly tidy: (queued: QueuedCell, record: CellRecord) => Promise<void>
  readonly say: (text: string) => void
}

/** Runs all cells of the queue. Rejects with a LeaveError if `leave` is aborted; runs on hosts then continue. */
export async function runBenchmark(runner: Runner): Promise<void> {
  const { directory, limits, leave, say } = runner
  const waiting = [...runner.queue]
  const running = new Map<string, QueuedCell>()
  const parked = new Map<string, number>()
  const lost = new Set<string>()
  const stop = new AbortController()
  /**
   * Aborted by errors outside cells, such as a full local disk: no further cell starts, and running cells continue on
   * their hosts.
   */
  const broken = new AbortController()
  const signal = AbortSignal.any([leave, stop.signal, broken.signal])
  const tidying = new Set<Promise<void>>()
  const over = Promise.withResolvers<void>()
  let wake: NodeJS.Timeout | undefined

  function step(): void {
    const isLeaving = signal.aborted
    while (!isLeaving) {
      const next = nextCell(waiting, [...running.values()], parked, now(), limits)
      if (!next) break
      waiting.splice(waiting.indexOf(next), 1)
      running.set(next.cell.id, next)
      void carry(next).catch(giveUp)
    }
    clearTimeout(wake)
    // If all waiting cells wait for a quota, continue when the first quota resets.
    const until = Math.min(...[...parked.values()].filter(at => at > now()))
    if (waiting.length > 0 && Number.isFinite(until)) wake = setTimeout(step, until - now() + 10)
    settle()
  }

  function settle(): void {
    const isOver = signal.aborted || waiting.length === 0
    if (running.size === 0 && isOver) over.resolve()
  }

  function giveUp(thrown: unknown): void {
    broken.abort(thrown)
    settle()
  }

  async function carry(queued: QueuedCell): Promise<void> {
    const startedAt = queued.begun?.at ?? now()
    try {
      take(queued, startedAt, await runner.work(queued, signal))
    } catch (thrown) {
      if (!signal.aborted) throw thrown
      const isStopped = stop.signal.aborted && !leave.aborted && !broken.signal.aborted
      if (isStopped) await cancelled(queued, startedAt)
    } finally {
      running.delete(queued.cell.id)
    }
    step()
  }

  async function cancelled(queued: QueuedCell, startedAt: number): Promise<void> {
    await runner.cancel(queued)
    finish(queued, startedAt, { ...NOTHING, end: 'cancelled', detail: 'Somebody stopped it.' })
  }

  function take(queued: QueuedCell, startedAt: number, outcome: TryOutcome): void {
    const { model } = queued.cell
    if (outcome.end === 'host_lost') loseHost(queued.host)
    if (outcome.isInfrastructure && queued.nth < MOST_TRIES) {
      const host = otherHost(queued.host, runner.hosts(queued.cell), lost)
      if (host !== null) {
        again(queued, startedAt, outcome, host)
        return
      }
    }
    if (outcome.end === 'quota') {
      if (outcome.resetAt !== null) {
        parked.set(model.account, Math.max(outcome.resetAt, parked.get(model.account) ?? 0))
        say(`${model.account} has no quota until ${new Date(outcome.resetAt).toISOString()}.`)
        again(queued, startedAt, outcome, queued.host)
        return
      }
      endAccount(model)
    }
    finish(queued, startedAt, outcome)
  }

  function again(queued: QueuedCell, startedAt: number, outcome: TryOutcome, host: string): void {
    const { id } = queued.cell
    const { end, detail } = outcome
    directory.addStarted({
      ...{ id, nth: queued.nth, host: queued.host, at: now(), phase: 'ended', end, detail },
    })
    const tried = tryOf(queued, startedAt, outcome)
    const tries = [...queued.tries, tried]
    waiting.unshift({ cell: queued.cell, nth: queued.nth + 1, host, tries, begun: null })
  }

  /** Moves a lost host's cells to the other hosts. */
  function loseHost(host: string): void {
    if (lost.has(host)) return
    lost.add(host)
    say(`${host} is lost: its cells go to the other hosts.`)
    for (const [at, queued] of waiting.entries()) {
      if (queued.host !== host || queued.begun) continue
      const other = otherHost(host, runner.hosts(queued.cell), lost)
      if (other !== null) waiting[at] = { ...queued, host: other }
    }
  }

  /** Ends the account's remaining cells without a try, because the reset time of its quota is unknown. */
  function endAccount({ account }: BenchmarkModel): void {
    const left = waiting.filter(({ cell, begun }) => cell.model.account === account && !begun)
    say(`${account} has no quota left: ${left.length} cells that wait for it are not run.`)
    for (const queued of left) {
      waiting.splice(waiting.indexOf(queued), 1)
      finish(queued, now(), { ...NOTHING, end: 'quota', detail: 'The account had no quota left.' })
    }
  }

  function finish(queued: QueuedCell, startedAt: number, outcome: TryOutcome): void {
    const { cell, host } = queued
    const { resetAt: _, isInfrastructure: __, ...told } = outcome
    const record: CellRecord = {
      ...{ version: 1, id: cell.id, model: cell.model.key, suite: cell.case.suite },
      ...{ case: cell.case.id, attempt: cell.attempt, host, sha: cell.sha, ...told },
      ...{ startedAt, endedAt: now(), agentVersion: runner.version(cell, host) },
      runIds: [...told.runIds],
      tries: [...queued.tries, tryOf(queued, startedAt, outcome)],
    }
    directory.addRecord(record)
    const work = runner
      .tidy(queued, record)
      .catch(giveUp)
      .finally(() => tidying.delete(work))
    tidying.add(work)
  }

  const look = setInterval(() => {
    if (!stop.signal.aborted && directory.isAskedToStop()) {
      stop.abort(new StopError())
      settle()
    }
  }, LOOK)
  leave.addEventListener('abort', settle, { once: true })
  try {
    step()
    await over.promise
    await Promise.all(tidying)
    broken.signal.throwIfAborted()
    leave.throwIfAborted()
  } finally {
    clearInterval(look)
    clearTimeout(wake)
    leave.removeEventListener('abort', settle)
  }
}

function tryOf({ nth, host }: QueuedCell, startedAt: number, outcome: TryOutcome): Try {
  const { end, detail } = outcome
  return { nth, host, startedAt, endedAt: now(), end, detail }
}

const NOTHING: Omit<TryOutcome, 'end'> & { end: End } = {
  ...{ verdict: 'none', end: 'cancelled', detail: '', iterations: 0, tokens: null },
  phases: { setupMs: 0, agentMs: 0, verifyMs: 0 },
  ...{
    costUsd: null,
    costBy: null,
    pricesOf: null,
    exitCode: null,
    modelTold: null,
    sessionId: null,
    runIds: [],
  },
  ...{ resetAt: null, isInfrastructure: false },
}
