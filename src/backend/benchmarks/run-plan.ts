import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell, CellRecord } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { now } from '../clock.ts'
import type { Transport } from '../transport/transport.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import { type MadePlan, programOf, type WrittenPlan } from './benchmark-plan.ts'
import { runBenchmark } from './benchmark-runner.ts'
import { cellCast } from './cell-cast.ts'
import {
  cancelCell,
  cellDirectory,
  cleanUpCell,
  clearLeft,
  closeHost,
  runIdOf,
} from './cell-cleanup.ts'
import { createCellHost } from './cell-host.ts'
import type { CellWork } from './cell-work.ts'
import { keepResult } from './keep-result.ts'
import { queueOf } from './plan-queue.ts'
import type { Repositories } from './repositories.ts'
import { runCell } from './run-cell.ts'

/** How many cells run at once on a host without a configured capacity. */
const USUAL_ROOM = 2

export interface PlanWork {
  readonly directory: BenchmarkDirectory
  readonly made: MadePlan
  readonly written: WrittenPlan
  readonly runs: Runs
  readonly config: (host: string) => HostConfig
  readonly transport: (host: string) => Transport
  readonly catalogue: Catalogue
  readonly repositories: Repositories
  readonly say: (text: string) => void
  readonly leave: AbortSignal
}

/** Runs the unfinished part of a plan, including tries that another process left unfinished. */
export async function runPlan(plan: PlanWork): Promise<void> {
  const { directory, made, written, catalogue, say } = plan
  const programs = (cell: Cell) => programOf(catalogue, cell.model, cell.case)
  /** The specs of the runs whose events were read, by cell and run id; cleanup needs the specs to remove the runs. */
  const specs = new Map<string, Map<string, RunSpec>>()
  await clearLeft(plan)
  await runBenchmark({
    directory,
    queue: queueOf(plan),
    hosts: cell => made.hostsOf(cell.model, cell.case),
    limits: {
      settings: written.benchmark.settings,
      parallel: written.selection.parallel ?? written.benchmark.settings.parallel,
      room: host => plan.config(host).capacity ?? USUAL_ROOM,
    },
    version(cell, host) {
      const program = programs(cell)
      return program === null ? null : (made.versions[host]?.[program] ?? null)
    },
    leave: plan.leave,
    work: (queued, signal) => runCell(workOf(plan, queued, signal, specs)),
    cancel: queued => cancelCell(plan, queued.cell.id, queued),
    async tidy(queued, record) {
      keepCast(plan, queued, record)
      await merge(plan, queued, record)
      await cleanUpCell(plan, queued, record, specs.get(queued.cell.id))
    },
    say,
  })
  // A lost host may be reachable again: retry its cleanups.
  await clearLeft(plan)
  await Promise.all(made.hosts.map(host => closeHost(plan, host)))
}

/**
 * Stores the recording of a cell. If this fails, that is only printed and the cell does not fail, because the events
 * from which the recording is made are stored.
 */
function keepCast({ directory, say }: PlanWork, { cell }: QueuedCell, record: CellRecord): void {
  try {
    const cast = cellCast(directory.path, cell, record)
    if (cast !== null) directory.writeLog(cell.id, 'cell.cast', cast)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(
      `The recording of ${cell.model.key} in ${cell.case.id} could not be stored: ${sentence(thrown.failure)}`,
    )
  }
}

/** Carries out the setting `merge_on_pass`, only for the user's own repositories. */
async function merge(plan: PlanWork, { cell }: QueuedCell, record: CellRecord): Promise<void> {
  const { directory, written, repositories, say } = plan
  if (!written.benchmark.settings.mergeOnPass || record.verdict !== 'pass') return
  if (!repositories.isOwn(cell.case)) return
  try {
    const patch = readFileSync(join(directory.path, 'cells', cell.id, 'result.patch'))
    const at = await repositories.directory(cell.case)
    const branch = await keepResult(at, written.id, cell, patch)
    if (branch !== null)
      say(`The result of ${cell.model.key} for ${cell.case.id} is the branch ${branch} of ${at}.`)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(
      `The branch of ${cell.model.key} for ${cell.case.id} could not be kept: ${sentence(thrown.failure)}`,
    )
  }
}

function workOf(
  plan: PlanWork,
  queued: QueuedCell,
  signal: AbortSignal,
  specs: Map<string, Map<string, RunSpec>>,
): CellWork {
  const { cell, nth, host } = queued
  const { directory, written, runs, repositories, transport } = plan
  const own = specs.get(cell.id) ?? new Map<string, RunSpec>()
  specs.set(cell.id, own)
  return {
    ...{ cell, runs, repositories, signal },
    host: createCellHost(transport(host), written.id, cellDirectory(cell.id, nth)),
    runId: prompt => runIdOf(cell.id, nth, prompt),
    environment: pick(cell.model.environmentFrom),
    lostAfter: written.benchmark.settings.lostAfter,
    begun: queued.begun,
    phase: phase => directory.addStarted({ id: cell.id, nth, host, at: now(), phase }),
    reader(spec) {
      own.set(spec.id, spec)
      return eventFile(directory.path, cell.id, spec.id)
    },
    keep: (name, bytes) => directory.writeLog(cell.id, name, bytes),
  }
}

/** The environment variables that the benchmark file names, with their values in this process. */
function pick(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** Returns a function that writes each event of one run into the run's file, as JSON lines. Empties the file first. */
function eventFile(path: string, cell: string, run: string): (event: RunEvent) => void {
  mkdirSync(join(path, 'cells', cell), { recursive: true, mode: 0o700 })
  const name = join(path, 'cells', cell, `${run}.jsonl`)
  closeSync(openSync(name, 'w', 0o600))
  return event => {
    const file = openSync(name, 'a', 0o600)
    try {
      writeSync(file, `${JSON.stringify(event)}\n`)
    } finally {
      closeSync(file)
    }
  }
}
