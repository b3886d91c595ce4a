import type { Fleet } from '../../state/fleet-handle.ts'
import { type Failure, FailureError } from '../../state/model/failure.ts'
import type { State } from '../../state/model/state.ts'
import type { Target } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select-sessions.ts'
import { parseSelector, type Term } from '../../state/selectors/selector.ts'
import {
  readWaitStates,
  statesOf,
  WAIT_STATES,
  type WaitState,
} from '../../state/selectors/wait-state.ts'
import { find, paneOf } from '../../state/targets/target.ts'
import { isSessionId } from '../../state/tracked/registry.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { type HostTarget, placesOf } from '../args/host-arguments.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE, NO_SESSION, TIMEOUT } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { connectEach, type ReachedHost, settledHost, whyAllStuck } from '../connect/connect.ts'
import { downText } from '../print/down-text.ts'
import { printStatus, type Status, unmetTargets } from '../print/wait-status.ts'
import { runIn, statesOfRun, whyNoRun } from '../recipients/named-run.ts'
import { whyUnheard, withSuggestion } from '../recipients/resolve-target.ts'
import { type AwaitedRecords, awaitedRecords, writtenNow } from '../tracked/awaited-records.ts'

const NAMES = WAIT_STATES.join(', ')

export const wait: Command = {
  name: 'wait',
  usage:
    '--for STATE[,STATE]... [--any] [--timeout SECONDS] [--json] TARGET|ID|run:ID...|--select TERMS',
  summary: 'Wait until one, any or all of several sessions are in a state',
  isReadOnly: true,
  details: `
States of an agent: working, waiting (for a person), idle, done, failed; finished is idle or done, or a program that
has exited with 0. Of a session: active, quiet, ended (its program has ended, or the session is gone). Any of the
given states is enough. The current state counts; a shell is no agent. The command waits for all targets, or with --any for
one, and prints those that have reached the state. --select takes the sessions that match when their host first
answers. ID is the id of a session that was started from a prompt. run:ID is a run; its states are working, waiting,
done, failed, finished and ended.
A host that is down is reported and reconnected.
Exit: 0 reached, 124 --timeout, 3 no such session.`,
  examples: [
    [
      'wait --for waiting,finished build/claude-1',
      'Until this agent waits for you or has finished',
    ],
    [
      "wait --for waiting --any --select 'agent=claude'",
      'Until any of these agents asks a question',
    ],
    [
      'wait --for ended --timeout 600 build/tests',
      'Until the session has ended, for at most ten minutes',
    ],
    ['wait --for waiting,ended run:01JD', 'Until this run asks a question or has ended'],
  ],
  flags: {
    for: { kind: 'text', of: WAIT_STATES, ownCheck: true, about: `One of these: ${NAMES}` },
    select: {
      kind: 'each',
      about: 'All sessions that match: host=, tag=, session=, agent=, state=, command=',
    },
    any: { kind: 'switch', about: 'Wait until any of the targets is in the state' },
    all: { kind: 'switch', about: 'Wait until all targets are in the state (the default)' },
    timeout: { kind: 'number', about: 'Timeout in seconds; default none' },
    json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' },
  },
  takes: [0, 1000],
  first: 'target',
  run,
}

interface Asked {
  readonly states: readonly WaitState[]
  readonly places: readonly HostTarget[]
  readonly selectors: readonly (readonly Term[])[]
  /** Ids of runs, or the starts of ids. */
  readonly runs: readonly string[]
  /** Ids of sessions started from prompts. */
  readonly ids: readonly string[]
  readonly any: boolean
}

/** What is known so far of the awaited targets. */
interface Watched {
  /** Targets on hosts that have answered, by name: `host/session`. */
  readonly targets: Map<string, Target>
  /** Hosts whose sessions are known. */
  readonly known: Set<string>
  /** Sessions started from prompts that had already ended when the command began, by id. */
  readonly ended: AwaitedRecords['ended']
  isTold: boolean
  failure: Failure | null
}

async function run(call: Call): Promise<number> {
  const written = readAsked(call)
  const fleet = await call.open(written.places.map(({ host }) => host))
  const records = await awaitedRecords(call, fleet, written.ids)
  if ('code' in records) return records.code
  const { places, ended } = records
  const asked = { ...written, places: [...written.places, ...places] }
  const hosts = hostsOf(fleet, asked)
  const before = { targets: new Map(), known: new Set<string>(), isTold: false, failure: null }
  const watched: Watched = { ...before, ended }
  fleet.store.dispatch({ type: 'read-agents' })
  if (asked.runs.length > 0) fleet.store.dispatch({ type: 'attend-runs' })
  sayDown(call, connectEach(fleet, hosts, fleet.store.getState().settings.deadline, true))
  const limit = (call.flags.number('timeout') ?? Number.POSITIVE_INFINITY) * 1000
  const isMet = (state: State) => {
    for (const name of hosts) resolveOn(fleet, state, name, asked, watched)
    for (const id of asked.runs) watched.failure ??= whyNoRun(state, id, hosts, watched.known)
    sayWaiting(call, state, asked, watched, hosts)
    const stuck = watched.known.size === 0 ? whyAllStuck(state, hosts) : null
    return watched.failure ?? stuck ?? (isSo(state, asked, watched, hosts) ? true : null)
  }
  const met = await waitUntil<Failure | true>(fleet.store, isMet, limit)
  if (met && met !== true) throw new FailureError(met)
  const all = statusOf(fleet.store.getState(), asked, watched)
  const unreached = hosts.filter(name => !watched.known.has(name))
  await printStatus(call, all, unreached)
  if (!met) {
    call.say(
      `The awaited state was not reached within ${limit / 1000} s: ${unmetTargets(all, unreached).join(', ')}.`,
    )
    return TIMEOUT
  }
  if (all.length === 0) call.say('No session matches. `fleetmux ls` lists the sessions.')
  return all.length === 0 ? NO_SESSION : DONE
}

/** Reads targets and states from the command line. @throws FailureError if no target or no state is named. */
function readAsked({ flags, args }: Call): Asked {
  const text = flags.text('for')
  if (text === undefined)
    throw usage('wait: --for STATE is missing.', `Use one of these: ${NAMES}.`)
  const states = readWaitStates(text)
  if ('kind' in states) throw new FailureError(states)
  if (flags.is('any') && flags.is('all'))
    throw usage('--any and --all exclude each other.', 'Use only one of them.')
  const runs = args.flatMap(target => runIn(target) ?? [])
  const ids = args.filter(isSessionId)
  const places = args
    .filter(target => runIn(target) === null && !isSessionId(target))
    .flatMap(each => placesOf(flags, each))
  const selectors = flags.each('select').map(parseSelector)
  if (places.length + selectors.length + runs.length + ids.length === 0)
    throw usage('wait: missing TARGET.', 'Name a TARGET, or use --select TERMS.')
  return { states, places, selectors, runs, ids, any: flags.is('any') }
}

/** The hosts of all targets, and those that a selector could match. */
function hostsOf(
  { store, nameOf, hosts }: Fleet,
  { places, selectors, runs }: Asked,
): readonly string[] {
  // The id of a run does not say which host it is on, so all hosts are needed.
  if (runs.length > 0) return hosts.map(({ name }) => name)
  const state = store.getState()
  const selected = selectors.flatMap(terms => select(state, terms).unasked)
  return [...new Set([...places.map(({ host }) => nameOf(host)), ...selected])]
}

/** Resolves the targets on a host, once, when the sessions of the host are known. */
function resolveOn(
  fleet: Fleet,
  state: State,
  name: string,
  { places, selectors }: Asked,
  watched: Watched,
): void {
  const host = watched.known.has(name) ? null : settledHost(state.hosts.get(name))
  if (!host || host.link.state === 'down') return
  watched.known.add(name)
  for (const place of places.filter(each => fleet.nameOf(each.host) === name)) {
    const written = { ...writtenNow(state, place), host: name }
    const found = find(state, written)
    const why = whyUnheard({ failure: null, host }, written)
    if (why || 'kind' in found) {
      watched.failure ??= why ?? withSuggestion(found as Failure, fleet, written)
    } else watched.targets.set(place.name, found.target)
  }
  const matching = selectors.flatMap(terms => select(state, terms).targets)
  for (const target of matching.filter(each => each.host === name)) {
    const found = paneOf(state, target)
    if (found && !found.pane.ours) watched.targets.set(`${name}/${found.session.name}`, target)
  }
}

function isSo(
  state: State,
  { states, runs, any }: Asked,
  { targets, known, ended }: Watched,
  hosts: readonly string[],
): boolean {
  const isIn = (now: readonly WaitState[]) => now.some(each => states.includes(each))
  const all = [
    ...[...targets.values()].map(target => statesOf(state, target)),
    ...runs.map(id => statesOfRun(state, id)),
    ...ended.values(),
  ]
  if (any && all.some(isIn)) return true
  // With --any and no matching target, waiting ends once every host has answered.
  const isComplete = hosts.every(name => known.has(name))
  return isComplete && (any ? all.length === 0 : all.every(isIn))
}

/** Prints once what the command waits for: when all targets are resolved and the condition is not met yet. */
function sayWaiting(
  { say }: Call,
  state: State,
  asked: Asked,
  watched: Watched,
  hosts: readonly string[],
): void {
  const isSettled = hosts.every(name => watched.known.has(name))
  if (watched.isTold || watched.failure || !isSettled || isSo(state, asked, watched, hosts)) return
  watched.isTold = true
  const sessions = watched.targets.size
  const runs = asked.runs.length
  const words = [
    (sessions > 0 || runs === 0) && `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`,
    runs > 0 && `${runs} ${runs === 1 ? 'run' : 'runs'}`,
  ]
  say(`Waiting for ${words.filter(Boolean).join(' and ')}.`)
}

function sayDown({ say }: Call, reached: ReadonlyMap<string, Promise<ReachedHost>>): void {
  for (const each of reached.values()) {
    void each.then(({ failure }) => failure && say(downText(failure)))
  }
}

function statusOf(
  state: State,
  { states, runs }: Asked,
  { targets, ended }: Watched,
): readonly Status[] {
  const all = [
    ...[...targets].map(([target, pane]) => ({ target, now: statesOf(state, pane) })),
    ...runs.map(id => ({ target: `run:${id}`, now: statesOfRun(state, id) })),
    ...[...ended].map(([target, now]) => ({ target, now })),
  ]
  return all.map(({ target, now }) => {
    return { target, states: now, met: now.find(each => states.includes(each)) ?? null }
  })
}
