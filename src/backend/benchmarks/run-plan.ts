import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Cell,
  type CellRecord,
  isFinal,
  type Started,
  type Try,
} from '../../state/benchmarks/cell.ts'
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
import { lastRecords, openTries } from './benchmark-view.ts'
import { closeOn, createCellHost } from './cell-host.ts'
import type { CellWork } from './cell-work.ts'
import { keepResult } from './keep-result.ts'
import type { Repositories } from './repositories.ts'
import { runCell } from './run-cell.ts'

/** Cells at once on a host that says nothing of its room. */
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

/** Runs what of a plan has not ended, and takes up what another runner has left in the middle. */
export async function runPlan(plan: PlanWork): Promise<void> {
  const { directory, made, written, catalogue, say } = plan
  const programs = (cell: Cell) => programOf(catalogue, cell.model, cell.case)
  /** Specs of runs that were read, by which they are removed. */
  const specs = new Map<string, Map<string, RunSpec>>()
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
      await merge(plan, queued, record)
      await tidy(plan, queued, record, specs.get(queued.cell.id))
    },
    say,
  })
  await Promise.all(made.hosts.map(host => closeHost(plan, host)))
}

async function closeHost({ transport, written, say }: PlanWork, host: string): Promise<void> {
  try {
    await closeOn(transport(host), written.id)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(`What the benchmark has left there could not be removed: ${sentence(thrown.failure)}`)
  }
}

/** `merge_on_pass`, where the repository is one of this machine. */
async function merge(plan: PlanWork, { cell }: QueuedCell, record: CellRecord): Promise<void> {
  const { directory, written, repositories, say } = plan
  if (!written.benchmark.settings.mergeOnPass || record.verdict !== 'pass') return
  if (!repositories.isOwn(cell.case)) return
  try {
    const patch = readFileSync(join(directory.path, 'cells', cell.id, 'result.patch'))
    const at = await repositories.directory(cell.case)
    const branch = await keepResult(at, written.id, cell, patch)
    if (branch !== null) say(`${at} has the branch ${branch}.`)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    say(`What ${cell.model.key} did at ${cell.case.id} was not kept: ${sentence(thrown.failure)}`)
  }
}

function queueOf({ directory, made, transport }: PlanWork): readonly QueuedCell[] {
  const records = lastRecords(directory.records())
  const open = openTries(directory)
  const started = Map.groupBy(directory.started(), ({ id }) => id)
  return made.cells.flatMap((cell): readonly QueuedCell[] => {
    const record = records.get(cell.id)
    if (record && isFinal(record) && isOfVersion(record, made)) return []
    const left = open.get(cell.id)
    const lines = started.get(cell.id) ?? []
    const last = Math.max(
      0,
      ...lines.map(({ nth }) => nth),
      ...(record?.tries ?? []).map(({ nth }) => nth),
    )
    const tries = triesOf(lines, record)
    if (left && isKnown(transport, left.host))
      return [{ cell, nth: left.nth, host: left.host, tries, begun: begunOf(lines, left) }]
    return [{ cell, nth: last + 1, host: cell.host, tries, begun: null }]
  })
}

/** A result of an agent that is nowhere any more is none of the agent that is there now. */
function isOfVersion({ agentVersion, host }: CellRecord, { versions }: MadePlan): boolean {
  if (agentVersion === null) return true
  const said = Object.entries(versions).flatMap(([, programs]) => Object.values(programs))
  return said.includes(agentVersion) || versions[host] === undefined
}

/** Tries before the one that is next: those of an ended record, and those that a killed runner had written down. */
function triesOf(lines: readonly Started[], record: CellRecord | undefined): readonly Try[] {
  const known = new Set((record?.tries ?? []).map(({ nth }) => nth))
  const more = lines.flatMap(({ nth, host, at, phase, end, detail }): Try[] => {
    if (phase !== 'ended' || known.has(nth)) return []
    const first = lines.find(each => each.nth === nth)
    const startedAt = first?.at ?? at
    return [{ nth, host, startedAt, endedAt: at, end: end ?? 'host_lost', detail: detail ?? '' }]
  })
  return [...(record?.tries ?? []), ...more]
}

function begunOf(lines: readonly Started[], left: Started): QueuedCell['begun'] {
  const own = lines.filter(({ nth }) => nth === left.nth)
  const first = own.find(({ phase }) => phase === 'setup') ?? left
  const agent = own.find(({ phase }) => phase === 'agent')
  const phase = left.phase === 'ended' ? 'setup' : left.phase
  return { at: first.at, phase, setupMs: agent ? Math.max(0, agent.at - first.at) : 0 }
}

function isKnown(transport: (host: string) => Transport, host: string): boolean {
  try {
    transport(host)
    return true
  } catch (thrown) {
    if (thrown instanceof FailureError) return false
    throw thrown
  }
}

function runIdOf(cell: string, nth: number, prompt: number): string {
  return `bench-${cell}-${nth}-${prompt}`
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

/** A try has a directory of its own: what an earlier one has left running cannot be in its way. */
function cellDirectory(cell: string, nth: number): string {
  return `${cell}-${nth}`
}

/** What the file asks for by name, as it is here. */
function pick(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}

/** The events of one run as lines, from its first on. */
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

/** Ends what a cell has running on its host. What cannot be reached is said, and ends by its own deadline. */
async function cancelCell(
  {
    runs,
    transport,
    written,
    say,
  }: Pick<PlanWork, 'runs' | 'transport' | 'written'> & { say?: (text: string) => void },
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
async function tidy(
  plan: PlanWork,
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
export async function cancelLeft(plan: {
  readonly directory: BenchmarkDirectory
  readonly written: WrittenPlan
  readonly runs: Runs
  readonly transport: (host: string) => Transport
}): Promise<void> {
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
