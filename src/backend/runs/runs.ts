import { setImmediate as nextTurn } from 'node:timers/promises'
import { sentence, toFailure } from '../../state/model/failure.ts'
import { type HostConfig, THIS_MACHINE } from '../../state/model/host-config.ts'
import type { Outgoing } from '../../state/runs/dialect.ts'
import type { FollowOptions, RunOrder, Runs, StartAndFollow } from '../../state/runs/order.ts'
import type { RunReader } from '../../state/runs/reader/run-reader.ts'
import type { RunResult } from '../../state/runs/result-schema.ts'
import type { RunRow, RunSpec } from '../../state/runs/spec.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { RunSettings } from '../config/config.ts'
import type { Transport } from '../transport/transport.ts'
import { findAmong } from './find-run.ts'
import { hasPrompt, sendFirstPrompt } from './first-prompt.ts'
import { followRun } from './follow-run.ts'
import { createRunOpener } from './many/run-opener.ts'
import type { Sizes } from './merge-streams.ts'
import { createRunPods } from './places/pods.ts'
import { listRuns, removeRun, sendLines, stopRun } from './run-host.ts'
import { askedOf, createRunReads, oldestRequest } from './run-reads.ts'
import type { BegunRun } from './run-start.ts'
import { adapterOf, startRun } from './start-run.ts'

export interface OpenRuns extends Runs {
  close(): Promise<void>
}

/** Manages the runs on the hosts of a fleet. `close` closes the transports to pods that were created for runs. */
export function createRuns(options: {
  readonly environment: NodeJS.ProcessEnv
  readonly catalogue: () => Catalogue
  readonly settings: () => RunSettings
  /** The configuration of a host. @throws FailureError if no host has this name or the host is disabled. */
  readonly config: (host: string) => HostConfig
  /** The shared transport of a host. @throws FailureError as `config` does. */
  readonly transport: (host: string) => Transport
  /** Called after a run was started on this host. */
  readonly started?: (host: string) => void
}): OpenRuns {
  const opener = createRunOpener()
  const reads = createRunReads()
  const pods = createRunPods(options.environment)
  /** Runs whose agents have not received their prompt yet: id and host. */
  const withoutPrompt = new Map<string, string>()
  /** Runs that are being started. */
  const beginning = new Set<Promise<BegunRun>>()

  async function way(host: string): Promise<Transport> {
    return (await pods.transport(host)) ?? options.transport(host)
  }

  async function start(
    order: RunOrder,
    say: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<RunSpec> {
    const given = { say, ...(signal && { signal }) }
    const { spec } = await within(order, given, async how => {
      const begun = await startThere(order, how)
      const known = sendFirstPrompt(await way(order.host), begun, how.signal)
      await known.finally(() => withoutPrompt.delete(order.id))
      return begun
    })
    return spec
  }

  async function run(order: RunOrder, how: StartAndFollow): Promise<RunResult | null> {
    const begun = await within(order, how, telling => startThere(order, telling))
    how.started?.(begun.spec)
    const enough = (reader: RunReader) => {
      if (hasPrompt(begun.spec, reader)) withoutPrompt.delete(order.id)
      return false
    }
    return followToEnd(order.host, order.id, { ...how, begun, enough })
  }

  /** Starts the requested run. If it is to have its own pod, creates the pod first. */
  async function within(
    order: RunOrder,
    how: Telling,
    begin: (how: Telling) => Promise<BegunRun>,
  ): Promise<BegunRun> {
    const { place } = order
    // A wrong agent name is reported before a pod or a workspace is created.
    adapterOf(order.agent, options.catalogue())
    if (place?.kind !== 'kube') return begin(how)
    const start = (signal: AbortSignal) => begin({ say: how.say, signal })
    return pods.within(order, place, { ...how, start })
  }

  async function startThere(order: RunOrder, how: Telling): Promise<BegunRun> {
    const begun = begin(order, how)
    beginning.add(begun)
    const made = await begun.finally(() => beginning.delete(begun))
    options.started?.(order.host)
    withoutPrompt.set(order.id, order.host)
    return made
  }

  async function begin(order: RunOrder, how: Telling): Promise<BegunRun> {
    const transport = await way(order.host)
    const base = {
      transport,
      order,
      catalogue: options.catalogue(),
      rules: order.useRules ? options.settings().rules : [],
      environment: { ...(await environmentOf(order.host)), ...order.environment },
      ...(how.signal && { signal: how.signal }),
    }
    if (order.place?.kind === 'docker') {
      const { openDockerRun } = await import('./places/docker-run.ts')
      const container = await openDockerRun(order, order.place)
      return startRun({ ...base, cwd: order.cwd ?? order.directory, container })
    }
    if (order.cwd !== undefined) return startRun({ ...base, cwd: order.cwd })
    if (order.host === THIS_MACHINE) return startRun({ ...base, cwd: order.directory })
    const [{ environment }, { makeWorkspace }] = [options, await workspaces()]
    const workspace = await makeWorkspace(transport, order, { environment, ...how })
    return startRun({ ...base, cwd: workspace?.path ?? '', ...(workspace && { workspace }) })
  }

  /** The environment variables from a host's configuration; empty for a pod of a run. */
  async function environmentOf(host: string): Promise<Readonly<Record<string, string>>> {
    return (await pods.find(host)) ? {} : (options.config(host).environment ?? {})
  }

  async function list(host: string): Promise<readonly RunRow[]> {
    const record = await pods.find(host)
    const transport = await way(host)
    return record ? pods.list(record, transport) : listRuns(transport)
  }

  async function find(id: string, hosts: readonly string[]): Promise<RunRow> {
    const own = await pods.of(id)
    const exactly = own.filter(record => record.id === id)
    const where = exactly.length > 0 ? [] : hosts
    const places = (exactly.length > 0 ? exactly : own).map(({ pod }) => pod)
    return findAmong(id, [...new Set([...where, ...places])], list)
  }

  async function followToEnd(
    host: string,
    id: string,
    how: Parameters<typeof followRun>[2],
  ): Promise<RunResult | null> {
    const transport = await way(host)
    const open = (from: Sizes) => opener.open(transport, id, from)
    const result = await followRun(transport, id, { ...how, ...(!how.once && { open }) })
    if (!result || how.once) return result
    // If the pod cannot be removed, the result is still returned; `fleetmux run clean` can delete the pod.
    await leavePod(host, id, how.note).catch(thrown => {
      if (!how.note) throw thrown
      how.note(sentence(toFailure(thrown, host)))
    })
    return result
  }

  async function stop(host: string, id: string, reason: 'aborted' | 'interrupted'): Promise<void> {
    const transport = await way(host)
    await stopRun(transport, id, reason)
    if (!(await pods.find(host))) return
    await followRun(transport, id, { event: () => {} })
    await leavePod(host, id)
  }

  /** Ends a run whose agent has not received its prompt. */
  async function giveUp(id: string, host: string): Promise<void> {
    const record = await pods.find(host)
    if (record?.id === id) await pods.end(record)
    else await stopRun(await way(host), id, 'aborted')
  }

  /** Deletes the pod of a run, after all events of the run have been read. Fetches the run's commits first. */
  async function leavePod(host: string, id: string, note = (_: string) => {}): Promise<void> {
    const record = await pods.find(host)
    if (record?.id !== id) return
    if (record.spec?.workspace) for (const line of await fetch(host, record.spec, '')) note(line)
    await pods.end(record)
  }

  async function fetch(host: string, spec: RunSpec, directory: string): Promise<readonly string[]> {
    return (await workspaces()).fetchRun(await way(host), spec, directory)
  }

  /** Reads the current conversation of a run, calls `words`, and sends the lines that it returns to the run's agent. */
  async function spoken(host: string, id: string, words: (run: RunReader) => readonly Outgoing[]) {
    const transport = await way(host)
    const { reader } = await reads.read(transport, id)
    const told = await sendLines(transport, id, words(reader))
    return told.find(each => each !== 'taken') ?? 'taken'
  }

  return {
    knows: agent => agent !== 'shell' && options.catalogue().get(agent) !== undefined,
    profile(name) {
      const { profiles } = options.settings()
      return Object.hasOwn(profiles, name) ? profiles[name] : undefined
    },
    start,
    run,
    list,
    async watch(host, listener, signal) {
      const { watchHostRuns } = await import('./watch/host-runs.ts')
      return watchHostRuns(await way(host), listener, signal)
    },
    readsMany: async host => opener.readsMany(await way(host)),
    find,
    places: async () => (await pods.of('')).map(({ pod }) => pod),
    follow: (host, id, how: FollowOptions) => followToEnd(host, id, how),
    decide: (host, id, interactionId, decision) =>
      spoken(host, id, ({ dialect }) =>
        dialect.decide(interactionId ?? oldestRequest(id, dialect.state().open), decision),
      ),
    asked: async (host, id, interactionId) =>
      askedOf(await reads.read(await way(host), id), id, interactionId),
    snapshot: async (host, id) => reads.read(await way(host), id),
    keepRule: async rule => (await import('../config/keep-rule.ts')).keepRule(rule),
    input: (host, id, text) =>
      spoken(host, id, ({ dialect, saidCount }) => {
        const [asked] = dialect.state().open
        if (asked === undefined) return dialect.say(text, saidCount() + 1)
        return dialect.decide(asked, { kind: 'answer', text })
      }),
    stop,
    fetch,
    async remove(host, spec) {
      const record = await pods.find(host)
      if (record) return pods.end(record)
      const transport = await way(host)
      if (spec.workspace) await (await workspaces()).dropWorkspace(transport, spec)
      await removeRun(transport, spec.id)
    },
    async close() {
      // Deletes pods whose creation is not finished.
      await Promise.all([pods.close(), opener.close()])
      await Promise.allSettled(beginning)
      await nextTurn()
      // End the runs whose agents have no prompt yet. Where a host cannot be reached, its run continues.
      await Promise.allSettled([...withoutPrompt].map(([id, host]) => giveUp(id, host)))
      await pods.closeTransports()
    },
  }
}

/** Loaded only for runs with a copy of a repository. */
const workspaces = () => import('./workspace.ts')

interface Telling {
  readonly say: (text: string) => void
  readonly signal?: AbortSignal
}
