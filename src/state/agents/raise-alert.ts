import type { AgentStatus, Need } from '../model/agents/agent.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { Alert } from '../model/settings/alert.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { type Found, paneOf } from '../targets/target.ts'
import { cut } from '../text/text.ts'
import { needySessions } from './attention.ts'
import { agentOf, needOf } from './need.ts'

/** Time after connecting, in milliseconds, in which the first state of an agent counts as old: it causes no alert. */
const SETTLING = 10_000

/** Turns on alerts, for an interface that a user watches. CLI commands read agents too, but without alerts. */
export const alertHandlers: Handlers = {
  attend: (state, { silent }) =>
    step({ ...state, alerts: { ...state.alerts, on: true, ...(silent && { silent }) } }),
}

/**
 * Raises one alert when a pane begins to need a person. `state`: the new state; `before`: the agent's previous status.
 * A need that existed when the host was connected causes no alert.
 */
export function alertForNeed(
  state: State,
  target: Target,
  before: AgentStatus | undefined,
  at: number,
): Step {
  const found = paneOf(state, target)
  const status = found && agentOf(found.host, found.pane)
  const what = needOf(status ?? null)
  if (!found || !status || !what || !state.alerts.on || found.pane.ours) return step(state)
  if (before ? needOf(before) === what : wasSo(found, at)) return step(state)
  const name = `${target.host}/${found.session.name}`
  const last: Alert = {
    number: (state.alerts.last?.number ?? 0) + 1,
    what,
    host: target.host,
    session: found.session.name,
    target,
    text: textOf(name, status, what),
    count: needySessions(state).length,
  }
  return raiseAlert(state, last)
}

/** Sets the alert, and runs the user's command for alerts, if there is one and alerts are not silent. */
export function raiseAlert(state: State, last: Alert): Step {
  const told = { ...state, alerts: { ...state.alerts, last } }
  const { command } = state.settings.notify
  if (command === '' || state.alerts.silent) return step(told)
  return step(told, { type: 'notify', command, alert: last })
}

/** `2 need you`; '' if the count is 0. */
export function attentionText(count: number): string {
  return count === 0 ? '' : `${count} ${count === 1 ? 'needs' : 'need'} you`
}

/**
 * Whether the agent probably had its present state already when fleetmux connected: not all panes have been read since,
 * and the pane has printed nothing since or the connection began less than `SETTLING` milliseconds ago.
 */
export function wasSo({ host, pane }: Pick<Found, 'host' | 'pane'>, at: number): boolean {
  const { since } = host.link
  if (host.agentsRead?.wasAll) return false
  return at - since < SETTLING || pane.activity < since
}

/** The alert as one line of plain text, because it contains text from panes and is passed to terminals and programs. */
function textOf(name: string, { agent, question }: AgentStatus, what: Need): string {
  const asked = what === 'waiting' && question ? `: ${question.text}` : ''
  const line = `${name}: ${agent} ${VERBS[what]}${asked}`.replace(/\s+/g, ' ')
  return cut(line, 200).trim()
}

const VERBS: Readonly<Record<Need, string>> = {
  waiting: 'waits for you',
  failed: 'failed',
  finished: 'has finished',
}
