import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { isInstallable } from '../../state/agents/installable.ts'
import {
  type Benchmark,
  type BenchmarkCase,
  type BenchmarkModel,
  caseName,
} from '../../state/benchmarks/benchmark.ts'
import type {
  BenchmarkFacts,
  BenchmarkOrder,
  PlannedCell,
} from '../../state/benchmarks/benchmarks-handle.ts'
import type { Cell } from '../../state/benchmarks/cell.ts'
import { chosenCases, planCells } from '../../state/benchmarks/cell-plan.ts'
import { baseName } from '../../state/benchmarks/file/batch-plan.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Transport } from '../transport/transport.ts'
import { versionOn } from './cell-host.ts'
import type { Repositories } from './repositories.ts'

/** The stored plan of a benchmark, written before its first case is run. */
export interface WrittenPlan extends BenchmarkFacts {
  readonly version: 1
  /**
   * For each host, the versions of the agents' programs that the benchmark starts (null: the host has no such program),
   * as the host last reported them. They count while the host cannot be reached.
   */
  readonly versions: Versions
}

export type Versions = Readonly<Record<string, Readonly<Record<string, string | null>>>>

export interface MadePlan {
  readonly cells: readonly Cell[]
  readonly hosts: readonly string[]
  readonly hostsOf: (model: BenchmarkModel, one: BenchmarkCase) => readonly string[]
  readonly versions: Versions
  readonly notes: readonly string[]
}

/** The id of the benchmark in a local file. The same file always has the same id. */
export function benchmarkId(file: string): string {
  const slug = baseName(file)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${slug.slice(0, 40) || 'benchmark'}-${hash(`${hostname()}\n${file}`).slice(0, 8)}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * The program that is started for one case and one model. null: no program, because the case has a ready answer (a
 * patch) for this model.
 */
export function programOf(
  catalogue: Catalogue,
  model: BenchmarkModel,
  one: BenchmarkCase,
): string | null {
  if (one.patches) return null
  const own = one.program ?? model.program
  return own ?? catalogue.get(model.agent)?.find?.commands[0] ?? model.agent
}

/**
 * Asks every host which versions of the agents it has, and plans which cases run with which models. @throws
 * FailureError if no host can be reached.
 */
export async function makePlan(options: {
  readonly id: string
  readonly order: BenchmarkOrder
  readonly benchmark: Benchmark
  readonly catalogue: Catalogue
  readonly transport: (host: string) => Transport
  readonly repositories: Repositories
  readonly before: WrittenPlan | null
}): Promise<MadePlan> {
  const { id, order, benchmark, catalogue, transport, repositories, before } = options
  const cases = chosenCases(benchmark, order.selection)
  const shas = new Map<string, string>()
  for (const one of cases) shas.set(caseName(one), await repositories.begin(one))

  const programs = new Set<string>()
  for (const one of cases)
    for (const model of benchmark.models) {
      const program = programOf(catalogue, model, one)
      if (program !== null) programs.add(program)
    }
  const asked = await Promise.all(
    order.hosts.map(host => askHost(transport(host), [...programs].toSorted())),
  )
  const reached = asked.filter(({ versions }) => versions !== null)
  const [first] = asked
  if (reached.length === 0 && first?.thrown) throw first.thrown
  const hosts = reached.map(({ host }) => host)
  const versions: Versions = {
    ...before?.versions,
    ...Object.fromEntries(reached.map(({ host, versions: known }) => [host, known ?? {}])),
  }
  const hostsOf = (model: BenchmarkModel, one: BenchmarkCase) => {
    const program = programOf(catalogue, model, one)
    if (program === null) return hosts
    const having = hosts.filter(host => versions[host]?.[program] !== null)
    return having.length > 0 ? having : hosts
  }
  const cells = planCells({
    benchmark,
    selection: order.selection,
    hosts: hostsOf,
    sha: one => shas.get(caseName(one)) ?? '',
    hash: text => hash(`${id}\n${text}`).slice(0, 24),
  })
  const away = asked.flatMap(({ host, thrown }) =>
    thrown
      ? [`The benchmark does not use ${host}: ${sentence({ ...thrown.failure, host: undefined })}`]
      : [],
  )
  return {
    cells,
    hosts,
    hostsOf,
    versions,
    notes: [...away, ...missing(versions, hosts, programs)],
  }
}

async function askHost(transport: Transport, programs: readonly string[]) {
  const { host } = transport
  try {
    const known: Record<string, string | null> = {}
    for (const program of programs) known[program] = await versionOn(transport, program)
    // If a host has no program to run, send it some command to check that it is reachable.
    if (programs.length === 0) await transport.run(['true'])
    return { host, versions: known, thrown: null }
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return { host, versions: null, thrown }
  }
}

function missing(
  versions: Versions,
  hosts: readonly string[],
  programs: ReadonlySet<string>,
): readonly string[] {
  return [...programs].flatMap(program => {
    const said = hosts.map(host => versions[host]?.[program] ?? null)
    const without = hosts.filter((_, at) => said[at] === null)
    if (without.length > 0) return [missingText(program, without, hosts)]
    const different = new Set(said)
    if (different.size < 2) return []
    const each = hosts.map((host, at) => `${said[at]} on ${host}`)
    return [`${program} has different versions: ${each.join(', ')}.`]
  })
}

function missingText(
  program: string,
  without: readonly string[],
  hosts: readonly string[],
): string {
  const effect =
    without.length < hosts.length
      ? 'its attempts run only on the other hosts'
      : 'its attempts will probably fail'
  const install = isInstallable(program)
    ? ` To install it: \`fleetmux install ${program} --on ${without.join(',')}\`.`
    : ''
  return `${program} is not installed on ${without.join(', ')}, so ${effect}.${install}`
}

export function plannedCell({ id, model, case: one, attempt, host, sha }: Cell): PlannedCell {
  return { id, model: model.key, suite: one.suite, case: one.id, attempt, host, sha }
}
