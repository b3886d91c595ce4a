import { serverKey, withHost } from '../hosts/host.ts'
import type { AgentReading, AgentStatus, AgentTrace } from '../model/agents/agent.ts'
import type { Host } from '../model/fleet.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { paneOf, sameTarget } from '../targets/target.ts'
import { sameQuestion } from './answer.ts'
import { SHELL } from './need.ts'
import { alertForNeed } from './raise-alert.ts'

/** Reducers: how each message changes the stored status of the agents in the hosts' panes. */
export const agents: Handlers = {
  'read-agents': state => step(state, { type: 'read-agents' }),
  agent(state, { target, reading, trace, since }, at) {
    const host = state.hosts.get(target.host)
    if (!host || serverKey(host) !== target.server) return step(state)
    const before = host.agents.get(target.pane)
    const isLookedAt = isWatched(state, target)
    const isKnown = isLookedAt || (!before && isPutAway(host, target))
    const next = reading && statusOf(before, reading, trace, isKnown, since ?? at)
    const changed = change(state, host, withPane(host.agents, target.pane, next))
    return isKnown ? step(changed) : alertForNeed(changed, target, before, at)
  },

  'agents-read'(state, { host: name, server, read, of }) {
    const host = state.hosts.get(name)
    if (!host) return step(state)
    const wasAll = host.agentsRead?.server === server && host.agentsRead.wasAll
    const agentsRead = {
      server,
      read,
      of,
      ...((wasAll || read >= of) && { wasAll: true as const }),
    }
    return step(withHost(state, { ...host, agentsRead }))
  },

  link(state, { host: name, link }) {
    const host = state.hosts.get(name)
    if (!host?.agentsRead?.wasAll || link.state === 'up' || link.state === 'slow')
      return step(state)
    const { wasAll: _, ...agentsRead } = host.agentsRead
    return step(withHost(state, { ...host, agentsRead }))
  },

  sessions: (state, { host }) => step(prune(state, host)),
  follow: (state, { target }) =>
    step(target && state.output.isVisible ? seen(state, target) : state),
  screen: (state, { target }) => step(isWatched(state, target) ? seen(state, target) : state),
}

/** Sets whether the newest lines of the followed pane are visible to the user. */
export function setVisible(state: State, isVisible: boolean): State {
  const { target } = state.output
  const next = { ...state, output: { ...state.output, isVisible } }
  return isVisible && target ? seen(next, target) : next
}

/** Marks these panes as seen by the user, so that agents that have ended in them no longer ask for attention. */
export function markSeen(state: State, targets: readonly Target[]): State {
  return targets.reduce(seen, state)
}

function statusOf(
  before: AgentStatus | undefined,
  reading: AgentReading,
  trace: readonly AgentTrace[],
  isLookedAt: boolean,
  at: number,
): AgentStatus {
  const past = pastOf(before, reading)
  if (before?.state === reading.state && before.agent === reading.agent)
    return { ...reading, since: before.since, seen: before.seen || isLookedAt, trace, ...past }
  return { ...reading, since: at, seen: isLookedAt || !isNews(before, reading), trace, ...past }
}

/**
 * Whether the user need not be told that the pane's program has ended: in an earlier fleetmux process, the user saw the
 * end, or the end was already more than an hour ago.
 */
function isPutAway({ putAway }: Host, { server, pane }: Target): boolean {
  return putAway?.server === server && putAway.panes.includes(pane)
}

/**
 * The fields that the new status takes from the earlier one: the user's answer, if the agent still waits with the same
 * question; the last known status, if the new state is `unknown`.
 */
function pastOf(
  before: AgentStatus | undefined,
  { state, question }: AgentReading,
): Pick<AgentStatus, 'answer' | 'last'> {
  if (state === 'unknown') {
    const last = before && lastKnown(before)
    return last ? { last } : {}
  }
  const isAsked = before?.state === 'waiting' && sameQuestion(before.question, question)
  return state === 'waiting' && isAsked && before.answer ? { answer: before.answer } : {}
}

/** The status itself, or the last known one if the state is `unknown`. */
export function lastKnown(status: AgentStatus): AgentStatus | undefined {
  return status.state === 'unknown' ? status.last : status
}

/**
 * Whether the state counts as unseen until the user looks: `done`, `failed`, and `idle` after work. `waiting` needs no
 * such mark, because it lasts until the agent gets its answer.
 */
function isNews(before: AgentStatus | undefined, { agent, state }: AgentReading): boolean {
  if (state === 'done' || state === 'failed') return true
  // A shell returns to its prompt often, so its idle state is not news.
  if (agent === SHELL) return false
  return state === 'idle' && (before?.state === 'working' || before?.state === 'unknown')
}

function isWatched({ output }: State, target: Target): boolean {
  return output.isVisible && sameTarget(output.target, target)
}

function seen(state: State, target: Target): State {
  const host = state.hosts.get(target.host)
  const status = host?.agents.get(target.pane)
  if (!host || !status || status.seen || !paneOf(state, target)) return state
  return change(state, host, withPane(host.agents, target.pane, { ...status, seen: true }))
}

/** Removes the stored statuses of panes that no longer exist. */
function prune(state: State, name: string): State {
  const host = state.hosts.get(name)
  const known = host ? [...host.agents.keys()] : []
  if (!host || known.length === 0) return state
  const panes = new Set([...host.sessions.values()].flatMap(each => each.panes.map(({ id }) => id)))
  const left = known.filter(pane => panes.has(pane))
  if (left.length === known.length) return state
  return change(state, host, new Map(left.flatMap(id => entryOf(host, id))))
}

function entryOf(host: Host, id: string): [string, AgentStatus][] {
  const status = host.agents.get(id)
  return status ? [[id, status]] : []
}

function withPane(
  agents: Host['agents'],
  pane: string,
  status: AgentStatus | null,
): Host['agents'] {
  const next = new Map(agents)
  if (status) next.set(pane, status)
  else next.delete(pane)
  return next
}

function change(state: State, host: Host, agents: Host['agents']): State {
  return withHost(state, { ...host, agents })
}
