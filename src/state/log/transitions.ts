import { lastKnown } from '../agents/agent-status.ts'
import { sameQuestion } from '../agents/answer.ts'
import { SHELL } from '../agents/need.ts'
import { wasSo } from '../agents/raise-alert.ts'
import { serverKey } from '../hosts/host.ts'
import { isReached } from '../hosts/link-text.ts'
import type { AgentStatus, Question } from '../model/agents/agent.ts'
import type { Host, Pane, Session } from '../model/fleet.ts'
import type { NamedSession } from '../model/target.ts'
import type { Transition, TransitionKind } from '../model/transition.ts'
import { type Clean, says } from '../text/clean.ts'

/** The changes of a host between two states, in the order in which they are to appear in the log. Pure. */
export function transitionsOf(before: Host, after: Host, now: number): readonly Transition[] {
  if (before === after) return []
  return [
    ...ofLink(before, after),
    ...ofSessions(before, after, now),
    ...(before.agents === after.agents ? [] : ofAgents(before, after, now)),
  ]
}

/** An outage begins when its reason is known, and ends when the host answers. */
function ofLink(before: Host, after: Host): Transition[] {
  const host = after.config.name
  const { failure, since } = before.link
  if (after.link.failure && !failure && after.link.state !== 'idle')
    return [{ what: 'lost', host, failure: after.link.failure }]
  return isReached(after) && failure ? [{ what: 'back', host, since }] : []
}

function ofSessions(before: Host, after: Host, now: number): Transition[] {
  // Sessions that an earlier fleetmux process stored are not new, and sessions of a disconnected host have not ended.
  if (before.sessions === after.sessions || before.recalled !== undefined) return []
  if (after.link.state === 'idle') return []
  const isSameServer = serverKey(before) === serverKey(after)
  const gone = [...before.sessions.values()].filter(
    session => !(isSameServer && after.sessions.has(session.id)) && !isOver(session),
  )
  const present = [...after.sessions.values()].flatMap(session => {
    const known = isSameServer ? before.sessions.get(session.id) : undefined
    return known === session ? [] : ofSession(before, after, known, session, now)
  })
  return [...gone.map(session => ended(after, session)), ...present]
}

function ofSession(
  before: Host,
  after: Host,
  known: Session | undefined,
  session: Session,
  now: number,
): Transition[] {
  const isNew = !known && wasListed(before, now)
  const begun: Transition = { what: 'started', ...placeIn(after, session) }
  if (!known && !isNew) return []
  const dead = session.panes.filter(
    pane => pane.dead && !known?.panes.some(each => each.id === pane.id && each.dead),
  )
  return [
    ...(isNew ? [begun] : []),
    ...closed(before, after, known, session),
    ...dead.map(pane => ended(after, session, pane)),
  ]
}

/** Panes with an agent that have disappeared from a session that still exists. */
function closed(
  before: Host,
  after: Host,
  known: Session | undefined,
  session: Session,
): Transition[] {
  const left = new Set(session.panes.map(({ id }) => id))
  return (known?.panes ?? []).flatMap((pane): Transition[] => {
    const was = left.has(pane.id) || pane.dead ? undefined : before.agents.get(pane.id)
    if (!was || was.agent === SHELL) return []
    const { agent, state, since } = was
    return [
      { what: 'left', ...placeIn(after, session), pane: pane.id, agent, before: state, since },
    ]
  })
}

/** Whether the host's sessions were known before, so that a session that is not among them is new. */
function wasListed({ sessions, link }: Host, now: number): boolean {
  return sessions.size > 0 || (link.state !== 'idle' && now - link.since > SETTLING)
}

/** Time after connecting by which the first list of sessions has arrived, in milliseconds. */
const SETTLING = 10_000

function isOver({ panes }: Session): boolean {
  return panes.length > 0 && panes.every(pane => pane.dead)
}

function ended(host: Host, session: Session, pane?: Pane): Transition {
  const [only] = session.panes.length === 1 ? session.panes : []
  const where = pane ?? only
  const status = where && host.agents.get(where.id)
  const code = pane?.dead?.code
  return {
    what: 'ended',
    ...placeIn(host, session),
    ...(where && { pane: where.id }),
    ...(status && status.agent !== SHELL && endOf(status, code)),
    ...(code !== undefined && { code }),
  }
}

/** The name of the ended agent and its state before. If the exit code is known, also the final state. */
function endOf(status: AgentStatus, code: number | undefined) {
  const was = lastKnown(status)
  return {
    agent: status.agent,
    ...(was && isAlive(was) && { before: was.state, since: was.since }),
    ...(code !== undefined && { state: code === 0 ? ('done' as const) : ('failed' as const) }),
  }
}

function ofAgents(before: Host, after: Host, now: number): Transition[] {
  return [...after.sessions.values()].flatMap(session =>
    session.panes.flatMap(pane => {
      const [was, is] = [before.agents.get(pane.id), after.agents.get(pane.id)]
      if (was === is || pane.ours || (pane.dead && !isLate(was, is))) return []
      const isFirst = !was && wasSo({ host: after, pane }, now)
      return isFirst ? [] : ofAgent(after, session, pane, was && lastKnown(was), is)
    }),
  )
}

/**
 * Whether tmux reports the exit code of an agent's program only now. Its state was `unknown` until now, and the log
 * already has the end of the program, without an exit code.
 */
function isLate(was: AgentStatus | undefined, is: AgentStatus | undefined): boolean {
  const isOpen = was?.state === 'unknown' && was.source === 'process'
  return isOpen && is !== undefined && !isAlive(is)
}

function ofAgent(
  host: Host,
  session: Session,
  pane: Pane,
  was: AgentStatus | undefined,
  status: AgentStatus | undefined,
): Transition[] {
  const place = { ...placeIn(host, session), pane: pane.id }
  const past = was && { before: was.state, since: was.since }
  if (!status || status.agent === SHELL)
    return was && was.agent !== SHELL ? gone(was, pane, { ...place, ...past }) : []
  if (status.state === 'unknown') return []
  const about = { ...place, ...past, agent: status.agent, state: status.state }
  const isOpen = status.state === 'waiting' && sameQuestion(was?.question, status.question)
  const isAnswered = was?.state === 'waiting' && was.agent === status.agent && !isOpen
  const what = newsOf(was, status)
  return [
    ...(was && isAnswered && isAlive(status) ? [{ ...about, ...answerTo(was) }] : []),
    ...(what ? [{ ...about, what, ...detailsOf(status) }] : []),
  ]
}

/**
 * Programs that are not known agents are reported only while they ask something: if the same program still runs, or this
 * process has answered it, it was answered.
 */
function gone(was: AgentStatus, pane: Pane, place: Omit<Transition, 'what'>): Transition[] {
  const about = { ...place, agent: was.agent }
  const hasLeft = pane.command !== was.agent
  const isAnswered = was.state === 'waiting' && (!hasLeft || was.answer !== undefined)
  return [
    ...(isAnswered ? [{ ...about, ...answerTo(was) }] : []),
    ...(hasLeft || !isAnswered ? [{ ...about, what: 'left' as const }] : []),
  ]
}

function isAlive({ state }: AgentStatus): boolean {
  return state !== 'done' && state !== 'failed'
}

function answerTo({ answer, question }: AgentStatus) {
  return {
    what: 'answered' as const,
    ...(question && { question }),
    answer: answer
      ? { by: 'here' as const, text: withLabel(answer, question) }
      : { by: 'elsewhere' as const },
  }
}

/** Adds the label to a key: `1 Yes`. */
function withLabel(answer: Clean, question: Question | undefined): Clean {
  const [key] = answer.split(' ')
  const choice = question?.choices.find(each => each.key === key)
  return choice ? says`${key} ${choice.label}` : answer
}

function newsOf(
  was: AgentStatus | undefined,
  { state, agent, question }: AgentStatus,
): TransitionKind | null {
  const isSame = was?.agent === agent && was.state === state
  if (state === 'waiting') return isSame && sameQuestion(was.question, question) ? null : 'asks'
  if (isSame) return null
  if (state === 'working') return 'works'
  if (state === 'done' || state === 'failed') return state
  const hasWorked = was?.agent === agent && (was.state === 'working' || was.state === 'waiting')
  return state === 'idle' && hasWorked ? 'finished' : null
}

function detailsOf({ state, question, confidence, code }: AgentStatus) {
  return {
    ...(question && { question }),
    ...(state === 'waiting' && { confidence }),
    ...(code !== undefined && { code }),
  }
}

function placeIn({ config }: Host, { id, name }: Session): { host: string; session: NamedSession } {
  return { host: config.name, session: { host: config.name, session: id, name } }
}
