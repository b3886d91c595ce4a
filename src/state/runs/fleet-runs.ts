import { raiseAlert } from '../agents/raise-alert.ts'
import { isReached } from '../hosts/link-text.ts'
import { isOtherServer } from '../hosts/other-server.ts'
import { note } from '../log/log.ts'
import { withEntry } from '../map/shared-map.ts'
import {
  type FleetRun,
  type FleetRuns,
  type RunDigest,
  type RunHead,
  type RunRef,
  runKey,
} from '../model/fleet-run.ts'
import type { Command } from '../model/messages/command.ts'
import { andThen, type Handlers, type Step, step } from '../model/messages/step.ts'
import type { Alert } from '../model/settings/alert.ts'
import type { State } from '../model/state.ts'
import { cut } from '../text/text.ts'
import { needCount } from './need-count.ts'
import { newsOf, type RunNews } from './run-news.ts'

export const NO_RUNS: FleetRuns = { on: false, all: new Map(), hosts: [], told: [], shown: null }

/** The reducers of the runs of each host, their open questions, and the conversation of the shown run. */
export const fleetRuns: Handlers = {
  'attend-runs': (state, { again }) => attend(state, again === true),
  'keeps-runs': (state, { host }) => {
    if (isServerOnly(state, host)) return step(state)
    const known = withHost(state, host)
    return known.runs.on ? step(known, { type: 'watch-runs', host }) : step(known)
  },
  runs: (state, { host, runs, isAll }, at) => take(state, { host, runs, isAll }, at),
  'run-removed': (state, ref) => step(forget(state, ref)),
  'run-told': (state, { digest, ...ref }, at) =>
    change(state, ref, ({ failure: _, ...run }) => ({ ...run, digest: aged(run, digest) }), at),
  'run-unread': (state, { failure, ...ref }, at) =>
    change(state, ref, run => ({ ...run, failure }), at),
  'show-run': (state, { run }) => showRun(state, run),
  'run-said': (state, { host, id, from, passages, isCut }) => {
    const { shown } = state.runs
    if (shown?.host !== host || shown.id !== id) return step(state)
    const kept = [...shown.passages.slice(0, from), ...passages]
    return step(withRuns(state, { shown: { ...shown, passages: kept, isCut } }))
  },
  configured: state => step(dropHosts(state)),
}

/** Watches the runs of connected hosts. `again`: also of hosts that had no runs. */
function attend(state: State, again: boolean): Step {
  const reached = [...state.hosts.values()].filter(isReached).map(({ config }) => config.name)
  const commands = reached
    .filter(host => !isServerOnly(state, host))
    .filter(host => again || (!state.runs.on && isUntold(state, host)))
    .map((host): Command => ({ type: 'watch-runs', host }))
  return step(withRuns(state, { on: true }), ...commands)
}

/** Whether the host is only another tmux server on the machine of an existing host, which reports the same runs. */
function isServerOnly({ hosts }: State, host: string): boolean {
  const known = hosts.get(host)
  return known !== undefined && isOtherServer(known)
}

/** Whether the host has runs, but has not reported them yet. */
function isUntold({ runs }: State, host: string): boolean {
  return runs.hosts.includes(host) && !runs.told.includes(host)
}

function withHost(state: State, host: string): State {
  if (state.runs.hosts.includes(host)) return state
  return withRuns(state, { hosts: [...state.runs.hosts, host] })
}

interface Listed {
  readonly host: string
  readonly runs: readonly RunHead[]
  readonly isAll: boolean
}

function take(before: State, { host, runs, isAll }: Listed, at: number): Step {
  const state = isAll ? withTold(withHost(before, host), host) : before
  const known = state.runs.all
  // The first report of a host has runs that existed before watching began.
  const isFirst = isAll && !before.runs.told.includes(host)
  const heads = runs.map(
    head => [runKey(head), joined(known.get(runKey(head)), head, isFirst)] as const,
  )
  const told = new Map(heads)
  const kept = [...known].filter(([key, run]) => told.has(key) || !isAll || run.host !== host)
  const all = new Map([...kept, ...told])
  const news = isFirst ? [] : heads.flatMap(([key, run]) => newsOf(known.get(key), run))
  return tellAll(withRuns(state, { all }), news, at)
}

function withTold(state: State, host: string): State {
  const { told } = state.runs
  return told.includes(host) ? state : withRuns(state, { told: [...told, host] })
}

/** The run with the facts that its host has newly reported. What was read from the run's stream is kept. */
function joined(known: FleetRun | undefined, head: RunHead, isFirst: boolean): FleetRun {
  const isOld = known ? known.isOld : isFirst
  return {
    ...head,
    digest: known?.digest ?? null,
    ...(isOld && { isOld }),
    ...(known?.failure && { failure: known.failure }),
  }
}

function change(state: State, ref: RunRef, to: (run: FleetRun) => FleetRun, at: number): Step {
  const known = state.runs.all.get(runKey(ref))
  if (!known) return step(state)
  const run = to(known)
  const all = withEntry(state.runs.all, runKey(ref), run)
  const news = newsOf(known, run)
  const isNew = !(known.isOld && known.digest === null)
  const told = tellAll(withRuns(state, { all }), news, at)
  return isNew ? andThen(told, next => alertOf(next, news)) : told
}

/** Adds each piece of news about runs to the log. */
function tellAll(state: State, news: readonly RunNews[], at: number): Step {
  return step(
    news.reduce(
      (next, { tone, text, run }) => note(next, { at, tone, text, host: run.host }),
      state,
    ),
  )
}

/** Raises an alert for a question of a run if a user is at a screen, as for questions in sessions. */
function alertOf(state: State, news: readonly RunNews[]): Step {
  const asked = news.find(({ what }) => what === 'asks')
  if (!asked || !state.alerts.on) return step(state)
  const last: Alert = {
    number: (state.alerts.last?.number ?? 0) + 1,
    what: 'waiting',
    host: asked.run.host,
    session: asked.run.title,
    text: cut(asked.text, 200),
    count: needCount(state),
  }
  return raiseAlert(state, last)
}

/** Keeps the time (`since`) at which each open question was first seen, when the stream of the run is read again. */
function aged(run: Omit<FleetRun, 'failure'>, digest: RunDigest): RunDigest {
  const known = new Map(run.digest?.asks.map(({ interaction, since }) => [interaction, since]))
  const asks = digest.asks.map(ask => ({ ...ask, since: known.get(ask.interaction) ?? ask.since }))
  return { ...digest, asks }
}

function forget(state: State, ref: RunRef): State {
  const known = state.runs.all.get(runKey(ref))
  if (!known) return state
  const all = new Map(state.runs.all)
  all.delete(runKey(ref))
  const isShown = state.runs.shown?.id === ref.id && state.runs.shown.host === ref.host
  return withRuns(state, { all, ...(isShown && { shown: null }) })
}

/** Removes the runs of hosts that are no longer in the fleet. */
function dropHosts(state: State): State {
  const all = [...state.runs.all].filter(([, run]) => state.hosts.has(run.host))
  return all.length === state.runs.all.size ? state : withRuns(state, { all: new Map(all) })
}

/** Requests the conversation of this run; that of another run is no longer read. null: none is read. */
export function showRun(state: State, run: RunRef | null): Step {
  const { shown } = state.runs
  if (run?.host === shown?.host && run?.id === shown?.id) return step(state)
  const next = run && { host: run.host, id: run.id, passages: [], isCut: false }
  return step(withRuns(state, { shown: next }), { type: 'show-run', run })
}

function withRuns(state: State, change: Partial<FleetRuns>): State {
  return { ...state, runs: { ...state.runs, ...change } }
}
