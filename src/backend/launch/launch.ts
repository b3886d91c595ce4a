import { type Failure, sentence, toFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { ExecEnd, LaunchOrder } from '../../state/model/launch.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { clean } from '../../state/text/clean.ts'
import { strangerText } from '../../state/tracked/strangers.ts'
import { unlessAborted } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { createAzlin } from '../pool/azlin.ts'
import { createPool, type Pool } from '../pool/pool.ts'
import { createStatic } from '../pool/static.ts'
import type { RegistryFile } from '../state-file/registry.ts'
import { isMade } from '../track/merge-providers.ts'
import { type Pack, packRepository } from '../workspace/pack/pack.ts'
import { agentApiKey } from './agent-api-key.ts'
import type { AgentPlan } from './agent-plan.ts'
import { chosenHosts, listMachines, placesOf } from './listed-machines.ts'
import { forget, type Reservation } from './reservation.ts'
import { reserve } from './reserve.ts'
import { deliver, type StartedPrompt, writeDown } from './start-prompt.ts'
import { expectAgent } from './unknown-agent.ts'

export interface LaunchOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly file: RegistryFile
  /** Dials a host and resolves when it is up. */
  readonly reach: (host: string) => Promise<Connection>
  /** Adds a host that is not in the configuration to the fleet. */
  readonly joinName: (host: string) => Promise<void>
  /** How to find and start an agent. @throws FailureError for an unknown agent. */
  readonly plan: (agent: string) => AgentPlan
  readonly joinMachine: (machine: Machine, pool: Pool) => Promise<void>
  /** Aborting cancels the launch. Unfinished starts are cleaned up; running sessions continue. */
  readonly signal: AbortSignal
}

/**
 * Starts a session for each prompt. Everything that can be checked on this machine is checked before the repository is
 * packed, and nothing is sent to a host on which the agent is not installed. Events report the result of each prompt.
 */
export async function launch(
  { order, ref }: Extract<Command, { type: 'launch' }>,
  options: LaunchOptions,
): Promise<void> {
  const { dispatch, environment, signal } = options
  const say = (row: number | null, text: string, more: { id?: string; host?: string } = {}) =>
    dispatch({ type: 'launch-step', launch: ref, row, text: clean(text), ...more })
  const fail = (row: number | null, failure: Failure) =>
    dispatch({ type: 'launch-failed', launch: ref, row, failure })
  const leaving = () => say(null, 'interrupted: removing what was created')
  signal.addEventListener('abort', leaving, { once: true })
  try {
    const plan = options.plan(order.agent)
    const secrets = agentApiKey(plan.adapter.key, environment)
    if (plan.unknownTo) await expectThere(order, options, plan, plan.unknownTo)
    const pack = await packUp(order, environment, signal, text => say(null, text))
    try {
      for (const note of pack.notes) say(null, note)
      const run = { ...options, order, ref, plan, secrets, pack, say, fail }
      const providers = poolOf(run)
      const bookings = await bookAll(run, providers)
      const registry = await options.file.read()
      tellStrangers(run, bookings, registry)
      // Put the session records into the state before any session starts, so that the new sessions are recognised when
      // their hosts list them.
      dispatch({ type: 'registry', registry })
      await Promise.all(bookings.map(booking => startOne(run, providers, booking)))
    } finally {
      await pack.remove()
    }
  } catch (thrown) {
    fail(null, toFailure(thrown))
  } finally {
    signal.removeEventListener('abort', leaving)
  }
}

/**
 * Checks that an agent that is not in the catalogue exists as a command on the named host, or on one of the pool's
 * hosts. @throws FailureError if it does not.
 */
async function expectThere(
  order: LaunchOrder,
  { getState, joinName, reach, signal }: LaunchOptions,
  plan: AgentPlan,
  known: readonly string[],
): Promise<void> {
  // `fleetmux exec` may name a cloud machine instead of a configured host. The provider of the machines is asked later
  // whether it exists.
  const isOpen = order.host !== undefined && !getState().hosts.has(order.host)
  if (isOpen && order.exec) return
  if (isOpen && order.host !== undefined) await unlessAborted(signal, joinName(order.host))
  const hosts = placesOf(getState(), order).map(({ name }) => name)
  await expectAgent(plan, { hosts, known, reach, signal })
}

interface Run extends Omit<LaunchOptions, 'plan'> {
  readonly order: LaunchOrder
  readonly ref: string
  readonly plan: AgentPlan
  readonly secrets: Readonly<Record<string, string>>
  readonly pack: Pack
  readonly say: (row: number | null, text: string, more?: { id?: string; host?: string }) => void
  readonly fail: (row: number | null, failure: Failure) => void
}

function packUp(
  { repository, branch, committedOnly }: LaunchOrder,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Pack> {
  return packRepository({
    directory: repository,
    environment,
    signal,
    progress: what => say(what),
    ...(branch !== undefined && { branch }),
    ...(committedOnly && { uncommitted: false }),
  })
}

async function bookAll(run: Run, pool: Pool): Promise<readonly Reservation[]> {
  const { order, pack, file, say, fail, signal } = run
  if (order.host !== undefined && !(await isMachine(run, pool, order.host)))
    await unlessAborted(signal, run.joinName(order.host))
  return reserve({
    order,
    file,
    pool,
    signal,
    base: pack.base,
    repository: pack.root,
    list: withMakers => listMachines(run, pool, withMakers),
    say,
    fail,
  })
}

/**
 * Whether a name that is not in the configuration is that of a cloud machine. The providers of such machines are asked
 * only if the user gave the option --vm-name.
 */
async function isMachine(run: Run, pool: Pool, name: string): Promise<boolean> {
  const { order, file, say, getState, signal } = run
  if (getState().hosts.has(name)) return false
  if (isMade((await file.read()).pool.get(name))) return true
  if (!order.exec) return false
  say(null, `checking whether the machine ${name} exists`)
  const { machines, failures } = await pool.list(signal)
  for (const failure of failures) say(null, sentence(failure))
  return machines.some(each => each.name === name)
}

async function startOne(run: Run, pool: Pool, booking: Reservation): Promise<void> {
  const { row, record } = booking
  const { ref, fail, dispatch, file } = run
  const { id, host } = record
  let begun: StartedPrompt | null = null
  try {
    begun = await begin(run, pool, booking)
    dispatch({ type: 'registry', registry: await writeDown(file, begun.record) })
    await begun.rest()
    dispatch({ type: 'launched', launch: ref, row, id, host, origin: originOf(run, booking) })
  } catch (thrown) {
    // Free the slot that was reserved for a session if the session did not start.
    const failure = begun ? toFailure(thrown, host) : await forget(file, [booking], thrown)
    fail(row, { ...failure, host })
  }
}

/**
 * Warns once per host, before anything starts, about sessions that were started on another machine: only `fleetmux
 * recover` adds them to this machine's records.
 */
function tellStrangers(
  { getState, say }: Run,
  bookings: readonly Reservation[],
  registry: Registry,
): void {
  for (const name of new Set(bookings.map(({ record }) => record.host))) {
    const words = strangerText(getState().hosts.get(name), registry)
    if (words) say(null, words)
  }
}

function originOf({ order }: Run, { machine, isNew }: Reservation): ExecEnd['origin'] {
  if (machine.provider === 'static') return 'static'
  if (isNew) return 'made'
  return order.exec?.name === undefined ? 'pool' : 'named'
}

async function begin(
  run: Run,
  pool: Pool,
  { row, record, machine }: Reservation,
): Promise<StartedPrompt> {
  const { say, reach, getState, signal } = run
  const { id, host } = record
  const tell = (text: string) => say(row, text, { id, host })
  tell('connecting')
  if (machine.provider === 'azlin') await unlessAborted(signal, run.joinMachine(machine, pool))
  const link = await unlessAborted(signal, reach(host))
  const hostOf = (): Host | undefined => getState().hosts.get(host)
  return deliver({ ...run, record, link, host: hostOf, say: tell })
}

/**
 * The pool of machines for this launch: the configured hosts and, except in the demo, the cloud machines that azlin
 * creates.
 */
function poolOf({ order, environment, getState }: Run): Pool {
  const hosts = () => chosenHosts(getState(), order)
  const given = createStatic({ hosts })
  // A new machine costs money, so the demo must not create one.
  if (getState().settings.pretends) return createPool({ providers: [given] })
  const azlin = createAzlin({
    env: environment,
    members: () => [...(getState().registry?.pool.keys() ?? [])],
    ...(order.port !== undefined && { port: order.port }),
    ...(order.exec && { args: order.exec.azlinArgs }),
  })
  return createPool({ providers: [given, azlin] })
}
