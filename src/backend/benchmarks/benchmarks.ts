import { dirname } from 'node:path'
import type {
  BenchmarkOrder,
  BenchmarkPlanView,
  BenchmarkRow,
  Benchmarks,
  BenchmarkView,
  StartedBenchmark,
} from '../../state/benchmarks/benchmarks-handle.ts'
import { isFinal } from '../../state/benchmarks/cell.ts'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import { type HostConfig, THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Runs } from '../../state/runs/order.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { now } from '../clock.ts'
import type { Transport } from '../transport/transport.ts'
import { type BenchmarkDirectory, benchmarkIds, openBenchmark } from './benchmark-directory.ts'
import {
  benchmarkId,
  type MadePlan,
  makePlan,
  plannedCell,
  type WrittenPlan,
} from './benchmark-plan.ts'
import { LeaveError } from './benchmark-runner.ts'
import { readView } from './benchmark-view.ts'
import { readBenchmark } from './read-benchmark.ts'
import { createRepositories, type Repositories } from './repositories.ts'
import { runPlan } from './run-plan.ts'

export interface BenchmarksOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly catalogue: () => Catalogue
  /** The configuration of a host. @throws FailureError if no host has this name or the host is disabled. */
  readonly config: (host: string) => HostConfig
  /** The shared transport of a host. @throws FailureError if no host has this name or the host is disabled. */
  readonly transport: (host: string) => Transport
  readonly runs: Runs
}

interface Running {
  readonly id: string
  readonly done: Promise<BenchmarkView>
  readonly leave: AbortController
}

/** The benchmarks that are started and stored on the local machine. Their cases run on the hosts of the fleet. */
export function createBenchmarks(options: BenchmarksOptions): Benchmarks {
  const { environment } = options
  const running = new Map<string, Running>()
  /** Why benchmarks that this process ran have failed, by benchmark id. */
  const failed = new Map<string, string>()
  const open = (id: string) => openBenchmark(environment, id)

  async function prepare(asked: BenchmarkOrder) {
    const benchmark = await readBenchmark(asked.file, asked.allow)
    const id = benchmarkId(asked.file)
    const repositories = createRepositories(environment, dirname(asked.file))
    for (const one of benchmark.cases) {
      const path = repositories.path(one)
      if (path !== null) await asked.allow?.(path)
    }
    const before = writtenPlan(open(id))
    const named = asked.hosts.length > 0 ? asked.hosts : before?.hosts
    const order = { ...asked, hosts: named ?? [THIS_MACHINE] }
    const { catalogue, transport } = options
    const made = await makePlan({
      ...{ id, order, benchmark, transport, repositories, before },
      catalogue: catalogue(),
    })
    const written: WrittenPlan = {
      ...{ version: 1, id, file: order.file, benchmark, selection: order.selection },
      ...{ hosts: made.hosts, versions: made.versions },
      cells: made.cells.map(plannedCell),
      createdAt: before?.createdAt ?? now(),
    }
    return { id, benchmark, made, written, repositories }
  }

  async function plan(order: BenchmarkOrder): Promise<BenchmarkPlanView> {
    const { id, benchmark, made, written } = await prepare(order)
    const view = await readView(open(id), written, { isRunning: false, failure: null })
    return { id, view, estimateUsd: estimate(view), notes: [...benchmark.notes, ...made.notes] }
  }

  async function start(
    order: BenchmarkOrder,
    say: (text: string) => void,
  ): Promise<StartedBenchmark> {
    const known = running.get(benchmarkId(order.file))
    if (known) return { id: known.id, isKnown: true, done: known.done }
    const prepared = await prepare(order)
    const { id } = prepared
    for (const note of [...prepared.benchmark.notes, ...prepared.made.notes]) say(note)
    const begun = Promise.withResolvers<void>()
    const leave = new AbortController()
    const done = carry(prepared, leave.signal, say, begun.resolve)
    running.set(id, { id, done, leave })
    failed.delete(id)
    const forget = () => running.delete(id)
    done.then(forget, thrown => {
      forget()
      if (!(thrown instanceof LeaveError)) failed.set(id, sentence(toFailure(thrown)))
    })
    await Promise.race([begun.promise, done])
    return { id, isKnown: false, done }
  }

  async function carry(
    prepared: {
      readonly id: string
      made: MadePlan
      written: WrittenPlan
      repositories: Repositories
    },
    leave: AbortSignal,
    say: (text: string) => void,
    begun: () => void,
  ): Promise<BenchmarkView> {
    const { id, made, written, repositories } = prepared
    const directory = open(id)
    return directory.alone(async () => {
      directory.writePlan(written)
      directory.forgetStop()
      begun()
      const { runs, config, transport, catalogue } = options
      const more = { runs, config, transport, catalogue: catalogue(), repositories, say, leave }
      await runPlan({ directory, made, written, ...more })
      directory.forgetStop()
      return readView(directory, written, { isRunning: false, failure: null })
    })
  }

  function find(id: string): BenchmarkDirectory & { readonly id: string } {
    const all = benchmarkIds(environment)
    const exact = all.filter(each => each === id)
    const [only, other] = exact.length > 0 ? exact : all.filter(each => each.startsWith(id))
    if (only !== undefined && other === undefined) return { ...open(only), id: only }
    throw new FailureError({
      kind: 'missing',
      what:
        other === undefined
          ? `There is no benchmark ${id}.`
          : `The ids of several benchmarks begin with ${id}.`,
      hint: '`fleetmux benchmark list` lists the benchmarks.',
    })
  }

  async function show(id: string): Promise<BenchmarkView> {
    const directory = find(id)
    const written = writtenPlan(directory)
    if (!written) throw unreadable(directory.id)
    const isRunning = running.has(directory.id) || (await directory.isLocked())
    return readView(directory, written, { isRunning, failure: failed.get(directory.id) ?? null })
  }

  return {
    plan,
    start,
    show,
    async list() {
      const views = await Promise.all(benchmarkIds(environment).map(show))
      return views.map(rowOf).toSorted((one, other) => other.createdAt - one.createdAt)
    },
    async stop(id, say) {
      const directory = find(id)
      directory.askToStop()
      if (running.has(directory.id) || (await directory.isLocked())) return
      // No process runs this benchmark: stop the runs that its last process left running.
      const written = writtenPlan(directory)
      if (!written) throw unreadable(directory.id)
      const { runs, transport } = options
      const { cancelLeft } = await import('./cell-cleanup.ts')
      await directory.alone(() => cancelLeft({ directory, written, runs, transport, say }))
      directory.forgetStop()
    },
    async close() {
      const all = [...running.values()]
      for (const { leave } of all) leave.abort(new LeaveError('fleetmux is quitting'))
      await Promise.allSettled(all.map(({ done }) => done))
    },
  }
}

function writtenPlan(directory: BenchmarkDirectory): WrittenPlan | null {
  const plan = directory.readPlan() as WrittenPlan | null
  return plan?.version === 1 ? plan : null
}

function rowOf(view: BenchmarkView): BenchmarkRow {
  const { id, file, createdAt, isRunning, benchmark, cells, records } = view
  const ended = [...records.values()]
  return {
    ...{ id, file, createdAt, isRunning, name: benchmark.name, planned: cells.length },
    ended: ended.length,
    passed: ended.filter(({ verdict }) => verdict === 'pass').length,
  }
}

/**
 * Estimates the cost of the cells without a final result, in US dollars, from the mean cost of the stored results.
 * null: no stored result has a known cost.
 */
function estimate({ cells, records }: BenchmarkView): number | null {
  const costs = [...records.values()].flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]))
  if (costs.length === 0) return null
  const left = cells.filter(({ id }) => {
    const record = records.get(id)
    return !record || !isFinal(record)
  })
  return (costs.reduce((sum, cost) => sum + cost, 0) / costs.length) * left.length
}

function unreadable(id: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The plan of the benchmark ${id} cannot be read.`,
    why: 'this version of fleetmux did not write it',
    hint: 'Use the version of fleetmux that started the benchmark, or start the benchmark again.',
  })
}
