import type { CellRecord } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import { now } from '../clock.ts'
import type { Transport } from '../transport/transport.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import type { WrittenPlan } from './benchmark-plan.ts'
import { openTries } from './benchmark-view.ts'
import { closeOn, createCellHost } from './cell-host.ts'

/** What is needed to end and remove what cells have left on their hosts. */
interface Leftovers {
  readonly runs: Runs
  readonly transport: (host: string) => Transport
  readonly written: WrittenPlan
  readonly say?: (text: string) => void
}

interface Reporting extends Leftovers {
  readonly say: (text: string) => void
}

/** The id of the run that a prompt of a cell becomes. */
export function runIdOf(cell: string, nth: number, prompt: number): string {
  return `bench-${cell}-${nth}-${prompt}`
}

/** A try has a directory of its own: what an earlier one has left running cannot be in its way. */
export function cellDirectory(cell: string, nth: number): string {
  return `${cell}-${nth}`
}

/** Ends what a cell has running on its host. What cannot be reached is said, and ends by its own deadline. */
export async function cancelCell(
  { runs, transport, written, say }: Leftovers,
  cell: string,
  { nth, host }: Pick<QueuedCell, 'nth' | 'host'>,
): Promise<void> {
  try {
    for (let prompt = 0; ; prompt++) {
      const id = runIdOf(cell, nth, prompt)
      const state = await stopIfThere(runs, host, id)
      if (state === 'missing') break
    }
    await createCellHost(transport(host), written.id, cellDirectory(cell, nth)).drop()
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say?.(`A cell could not be ended: ${sentence(thrown.failure)}`)
  }
}

async function stopIfThere(runs: Runs, host: string, id: string): Promise<'missing' | 'stopped'> {
  try {
    await runs.stop(host, id, 'aborted')
    return 'stopped'
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    if (thrown.failure.kind === 'missing') return 'missing'
    // It has ended by itself.
    if (thrown.failure.kind === 'refused') return 'stopped'
    throw thrown
  }
}

/** Removes the workspace and the runs of an ended cell: what is worth keeping is here. */
export async function tidy(
  plan: Reporting,
  { cell }: QueuedCell,
  record: CellRecord,
  specs: ReadonlyMap<string, RunSpec> | undefined,
): Promise<void> {
  const { transport, written, runs, say } = plan
  for (const { nth, host } of record.tries) {
    if (record.end === 'quota' && record.tries.length === 1 && record.iterations === 0) continue
    try {
      if (nth < (record.tries.at(-1)?.nth ?? nth)) await cancelCell(plan, cell.id, { nth, host })
      await createCellHost(transport(host), written.id, cellDirectory(cell.id, nth)).drop()
      for (const [id, spec] of specs ?? [])
        if (id.startsWith(`bench-${cell.id}-${nth}-`)) await runs.remove(host, spec)
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown
      say(`What ${cell.case.id} has left could not be removed: ${sentence(thrown.failure)}`)
    }
  }
}

/** Ends what a runner that is gone has left running, and writes it down. */
export async function cancelLeft(
  plan: Leftovers & { readonly directory: BenchmarkDirectory },
): Promise<void> {
  const { directory, written } = plan
  const cells = new Map(written.cells.map(cell => [cell.id, cell]))
  for (const [id, { nth, host, at }] of openTries(directory)) {
    const cell = cells.get(id)
    await cancelCell(plan, id, { nth, host })
    if (!cell) continue
    const detail = 'Somebody stopped it.'
    directory.addRecord({
      ...{ version: 1, id, model: cell.model, suite: cell.suite, case: cell.case },
      ...{ attempt: cell.attempt, verdict: 'none', end: 'cancelled', detail, host, sha: cell.sha },
      ...{ startedAt: at, endedAt: now(), phases: { setupMs: 0, agentMs: 0, verifyMs: 0 } },
      ...{ iterations: 0, tokens: null, costUsd: null, exitCode: null, agentVersion: null },
      ...{ modelTold: null, sessionId: null, runIds: [] },
      tries: [{ nth, host, startedAt: at, endedAt: now(), end: 'cancelled', detail }],
    })
  }
}

/** Removes what the cells of a plan shared on a host. */
export async function closeHost(
  { transport, written, say }: Reporting,
  host: string,
): Promise<void> {
  try {
    await closeOn(transport(host), written.id)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(`What the benchmark has left there could not be removed: ${sentence(thrown.failure)}`)
  }
}
