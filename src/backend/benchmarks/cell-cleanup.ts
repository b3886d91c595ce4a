import type { CellRecord } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Transport } from '../transport/transport.ts'
import type { BenchmarkDirectory, UncleanedTry } from './benchmark-directory.ts'
import type { WrittenPlan } from './benchmark-plan.ts'
import { openTries } from './benchmark-view.ts'
import { closeOn, createCellHost } from './cell-host.ts'
import { cellRecord, noVerdict, STOPPED, tryOf } from './cell-record.ts'

/** What is needed to stop the runs of a cell and to remove its files on hosts. */
export interface Leftovers {
  readonly directory: BenchmarkDirectory
  readonly written: WrittenPlan
  readonly runs: Runs
  readonly transport: (host: string) => Transport
  readonly say: (text: string) => void
}

export function runIdOf(cell: string, nth: number, prompt: number): string {
  return `bench-${cell}-${nth}-${prompt}`
}

/**
 * The name of the directory of one try of a cell on its host. Each try has its own, so leftovers of an earlier try do
 * not interfere.
 */
export function cellDirectory(cell: string, nth: number): string {
  return `${cell}-${nth}`
}

export async function closeHost(
  { transport, written, say }: Leftovers,
  host: string,
): Promise<void> {
  try {
    await closeOn(transport(host), written.id)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(`The files of the benchmark on ${host} could not be removed: ${reason(thrown)}`)
  }
}

/** The failure without its host, which the message names before. */
function reason({ failure }: FailureError): string {
  return sentence({ ...failure, host: undefined })
}

type Try = Pick<QueuedCell, 'nth' | 'host'>

/**
 * Stops the runs of a cell on its host and removes its workspace. If this fails, reports the failure and records the
 * cell, so that `clearLeft` tries again.
 */
export async function cancelCell(plan: Leftovers, cell: string, { nth, host }: Try): Promise<void> {
  await orLater(plan, { cell, nth, host }, async () => {
    for (let prompt = 0; ; prompt++) {
      const state = await stopIfThere(plan.runs, host, runIdOf(cell, nth, prompt))
      if (state === 'missing') break
    }
    await dropCell(plan, { cell, nth, host })
  })
}

function dropCell(
  { transport, written }: Leftovers,
  { cell, nth, host }: UncleanedTry,
): Promise<void> {
  return createCellHost(transport(host), written.id, cellDirectory(cell, nth)).drop()
}

/**
 * Does one cleanup after an attempt. If it fails, reports the failure and records the cleanup, so that it is done when
 * the host is reachable again.
 */
async function orLater(
  plan: Leftovers,
  left: UncleanedTry,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    plan.directory.addLeft(left)
    plan.say(
      `The files of an attempt on ${left.host} could not be removed, and fleetmux tries again later: ${reason(thrown)}`,
    )
  }
}

/**
 * Tries again to remove what ended tries of cells left on hosts that could not be reached then: their runs and
 * directories. The leftovers of a host that still cannot be reached stay recorded.
 */
export async function clearLeft(plan: Leftovers): Promise<void> {
  const all = plan.directory.left()
  if (all.length === 0) return
  plan.directory.forgetLeft()
  for (const [host, lefts] of Map.groupBy(all, ({ host }) => host)) {
    const isAway = await clearOn(plan, host, lefts)
    if (isAway) for (const left of lefts) plan.directory.addLeft(left)
  }
}

/**
 * Does the host's deferred cleanups. Resolves with whether the host is still unreachable; its other cleanups are then
 * skipped.
 */
async function clearOn(
  plan: Leftovers,
  host: string,
  lefts: readonly UncleanedTry[],
): Promise<boolean> {
  try {
    for (const left of lefts) {
      await removeRuns(plan.runs, left)
      await dropCell(plan, left)
    }
    return false
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    plan.say(
      `The files of earlier attempts on ${host} could not be removed, and fleetmux tries again later: ${reason(thrown)}`,
    )
    return true
  }
}

async function removeRuns(runs: Runs, { cell, nth, host }: UncleanedTry): Promise<void> {
  for (let prompt = 0; ; prompt++) {
    const id = runIdOf(cell, nth, prompt)
    if ((await stopIfThere(runs, host, id)) === 'missing') return
    let found: RunSpec | null = null
    await runs.follow(host, id, {
      spec: spec => {
        found = spec
      },
      event: () => {},
    })
    if (found) await runs.remove(host, found)
  }
}

async function stopIfThere(runs: Runs, host: string, id: string): Promise<'missing' | 'stopped'> {
  try {
    await runs.stop(host, id, 'aborted')
    return 'stopped'
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    if (thrown.failure.kind === 'missing') return 'missing'
    // 'refused': there is nothing to stop, because the run has ended on its own.
    if (thrown.failure.kind === 'refused') return 'stopped'
    throw thrown
  }
}

/** Removes the workspace and runs of an ended cell from its host; the results are stored on this machine. */
export async function cleanUpCell(
  plan: Leftovers,
  { cell }: QueuedCell,
  record: CellRecord,
  specs: ReadonlyMap<string, RunSpec> | undefined,
): Promise<void> {
  if (record.end === 'quota' && record.tries.length === 1 && record.iterations === 0) return
  const last = record.tries.at(-1)?.nth
  for (const { nth, host } of record.tries) {
    if (nth !== last) await cancelCell(plan, cell.id, { nth, host })
    await orLater(plan, { cell: cell.id, nth, host }, async () => {
      if (nth === last) await dropCell(plan, { cell: cell.id, nth, host })
      for (const [id, spec] of specs ?? [])
        if (id.startsWith(runIdOf(cell.id, nth, 0).slice(0, -1))) await plan.runs.remove(host, spec)
    })
  }
}

/** Stops the runs that a killed benchmark process left running, and records the cells of these runs as cancelled. */
export async function cancelLeft(plan: Leftovers): Promise<void> {
  const cells = new Map(plan.written.cells.map(cell => [cell.id, cell]))
  for (const [id, { nth, host, at }] of openTries(plan.directory)) {
    const cell = cells.get(id)
    await cancelCell(plan, id, { nth, host })
    const outcome = noVerdict('cancelled', STOPPED)
    const last = tryOf({ nth, host }, at, outcome)
    if (cell) plan.directory.addRecord(cellRecord(cell, { earlier: [], last }, outcome, null))
  }
}
