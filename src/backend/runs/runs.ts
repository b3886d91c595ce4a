import { FailureError } from '../../state/model/failure.ts'
import { type HostConfig, THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Outgoing } from '../../state/runs/dialect.ts'
import type { FollowOptions, RunOrder, Runs, Told } from '../../state/runs/order.ts'
import type { RunResult } from '../../state/runs/result.ts'
import type { RunReader } from '../../state/runs/run-reader.ts'
import type { RunRow, RunSpec } from '../../state/runs/spec.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { Transport } from '../transport/transport.ts'
import { followRun, readRun } from './follow-run.ts'
import { introduce } from './introduce.ts'
import { listRuns, removeRun, stopRun, tell } from './run-host.ts'
import { startRun } from './start-run.ts'
import { dropWorkspace, fetchRun, makeWorkspace } from './workspace.ts'

export interface OpenRuns extends Runs {
  close(): Promise<void>
}

/** Runs on the hosts of a fleet. Each host has one way that all of them share; `close` ends it. */
export function createRuns(options: {
  readonly environment: NodeJS.ProcessEnv
  readonly catalogue: () => Catalogue
  /** undefined: no host is called so. */
  readonly config: (host: string) => HostConfig | undefined
  readonly transport: (host: HostConfig) => Transport
}): OpenRuns {
  const open = new Map<string, Transport>()

  function way(host: string): Transport {
    const known = open.get(host)
    if (known) return known
    const config = options.config(host)
    if (!config)
      throw new FailureError({
        kind: 'missing',
        what: `There is no host ${host}.`,
        now: 'See `fleetmux hosts list`.',
      })
    const made = options.transport(config)
    open.set(host, made)
    return made
  }

  async function start(
    order: RunOrder,
    say: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<RunSpec> {
    const spec = await begin(order, say, signal)
    await introduce(way(order.host), spec, signal)
    return spec
  }

  async function begin(
    order: RunOrder,
    say: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<RunSpec> {
    const transport = way(order.host)
    const base = {
      transport,
      order,
      catalogue: options.catalogue(),
      environment: { ...options.config(order.host)?.environment, ...order.environment },
    }
    if (order.cwd !== undefined) return startRun({ ...base, cwd: order.cwd })
    if (order.host === THIS_MACHINE) return startRun({ ...base, cwd: order.directory })
    const workspace = await makeWorkspace(transport, order, {
      environment: options.environment,
      say,
      ...(signal && { signal }),
    })
    return startRun({ ...base, cwd: workspace?.path ?? '', ...(workspace && { workspace }) })
  }

  async function find(id: string, hosts: readonly string[]): Promise<RunRow> {
    const rows = await Promise.all(hosts.map(host => listRuns(way(host))))
    const matching = rows.flat().filter(({ spec }) => spec.id.startsWith(id))
    const exact = matching.filter(({ spec }) => spec.id === id)
    const [only, other] = exact.length > 0 ? exact : matching
    if (only && !other) return only
    throw new FailureError({
      kind: 'missing',
      what: other ? `Several runs begin with ${id}.` : `There is no run ${id}.`,
      now: other ? 'Write more of its id.' : 'See `fleetmux run list`.',
    })
  }

  /** Its conversation as it is by now, for whoever has something to say in it. */
  async function spoken(host: string, id: string, words: (run: RunReader) => readonly Outgoing[]) {
    const run = await readRun(way(host), id)
    const lines = words(run)
    const told = await tell(way(host), id, lines)
    return told.find(each => each !== 'taken') ?? 'taken'
  }

  return {
    knows: agent => agent !== 'shell' && options.catalogue().get(agent) !== undefined,
    start,
    list: host => listRuns(way(host)),
    find,
    follow: (host: string, id: string, how: FollowOptions): Promise<RunResult | null> =>
      followRun(way(host), id, how),
    decide: (host, id, interactionId, decision): Promise<Told> =>
      spoken(host, id, ({ dialect }) =>
        dialect.decide(interactionId ?? oldest(id, dialect.state().open), decision),
      ),
    async asks(host, id) {
      const { dialect } = await readRun(way(host), id)
      return dialect.state().open[0] ?? null
    },
    say: (host, id, text): Promise<Told> =>
      spoken(host, id, ({ dialect, saidCount }) => dialect.say(text, saidCount() + 1)),
    stop: (host, id, reason) => stopRun(way(host), id, reason),
    fetch: (host, spec, directory) => fetchRun(way(host), spec, directory),
    async remove(host, spec) {
      await dropWorkspace(way(host), spec)
      await removeRun(way(host), spec.id)
    },
    async close() {
      await Promise.all([...open.values()].map(each => each.close()))
    },
  }
}

function oldest(id: string, open: readonly string[]): string {
  const [first] = open
  if (first !== undefined) return first
  throw new FailureError({
    kind: 'refused',
    what: `The run ${id} asks nothing.`,
    now: `See what it does: fleetmux run show ${id}.`,
  })
}
