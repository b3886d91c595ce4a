import type { AgentStatus } from '../model/agents/agent.ts'
import type { Host, Session } from '../model/fleet.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import { nextAgeStep, nextWaitingStep } from '../text/age.ts'

/** Keeps one timer, which fires when the next age label (such as `5m`) changes. */
export const ageTimer: Handlers = {
  sessions: (state, message) => wake(state, earliest(message.sessions, state.now), false),
  link: (state, { host }) => wake(state, linkStep(state, state.hosts.get(host)), false),
  agent: (state, { target }) =>
    wake(state, waitingStep(state, state.hosts.get(target.host)?.agents.get(target.pane)), false),
  runs: (state, { host }) => wake(state, runStep(state, host), false),
  'run-told': (state, { host }) => wake(state, runStep(state, host), false),
  tick: state => wake(state, earliestOfAll(state), true),
}

function wake(state: State, at: number | null, replace: boolean): Step {
  const sooner = at !== null && (state.wakeAt === null || at < state.wakeAt)
  if (!sooner && !(replace && at !== state.wakeAt)) return step(state)
  return step({ ...state, wakeAt: at }, { type: 'wake', at })
}

function earliest(sessions: readonly Session[], now: number): number | null {
  return soonest(sessions.map(session => nextAgeStep(session.activity, now)))
}

function earliestOfAll(state: State): number | null {
  const hosts = [...state.hosts.values()]
  return soonest(
    hosts.flatMap(host => [
      runStep(state, host.config.name),
      earliest([...host.sessions.values()], state.now),
      linkStep(state, host),
      soonest([...host.agents.values()].map(status => waitingStep(state, status))),
    ]),
  )
}

/** When the age label of a down or slow connection changes next. Healthy connections show no age. */
function linkStep({ now }: Pick<State, 'now'>, host: Host | undefined): number | null {
  if (!host || host.config.disabled) return null
  const { state, since } = host.link
  return state === 'down' || state === 'slow' ? nextAgeStep(since, now) : null
}

/** When an age or waiting-time label of the host's runs changes next; null if no screen is open. */
function runStep({ now, alerts, runs }: State, name: string): number | null {
  if (!alerts.on || runs.all.size === 0) return null
  const there = [...runs.all.values()].filter(({ host }) => host === name)
  return soonest(
    there.map(({ created, digest }) => {
      const [ask] = digest?.asks ?? []
      return ask ? nextWaitingStep(ask.since, now) : nextAgeStep(created, now)
    }),
  )
}

/** When the agent's waiting-time label changes next; null if no screen is open. */
function waitingStep(
  { now, alerts }: Pick<State, 'now' | 'alerts'>,
  status: AgentStatus | undefined,
): number | null {
  return alerts.on && status?.state === 'waiting' ? nextWaitingStep(status.since, now) : null
}

function soonest(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (first, time) => (first === null || (time !== null && time < first) ? time : first),
    null,
  )
}
