import { isProbable } from '../agents/need.ts'
import type { Question } from '../model/agents/agent.ts'
import { sentence } from '../model/failure.ts'
import type { Entry } from '../model/log-entry.ts'
import type { Message } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { Transition, TransitionKind } from '../model/transition.ts'
import { type Clean, says } from '../text/clean.ts'
import { cut } from '../text/text.ts'
import { note } from './log.ts'
import { transitionsOf } from './transitions.ts'

/** Logs how a message has changed the fleet. */
export function noteTransitions(before: State, after: State, message: Message): State {
  const name = hostOf(message)
  const [was, is] = [before.hosts.get(name), after.hosts.get(name)]
  if (!was || !is || was === is) return after
  const all = transitionsOf(was, is, after.now)
  // If the reducer of `message` has already added a log entry, this entry says why the connection to the host was lost.
  // A second entry (`lost`) is then not added.
  const isNoted = after.log !== before.log
  return noteAll(after, isNoted ? all.filter(({ what }) => what !== 'lost') : all)
}

/** The host that a message may have changed; '' if changes by this message are not logged. */
function hostOf(message: Message): string {
  if (message.type === 'agent') return message.target.host
  return NEWS.has(message.type) && 'host' in message && typeof message.host === 'string'
    ? message.host
    : ''
}

const NEWS: ReadonlySet<string> = new Set(['link', 'server', 'sessions'])

/**
 * A transition (a change in the fleet) in one sentence without host and session: `claude asks: Deploy to production?`
 */
export function transitionText(transition: Transition): Clean {
  return says`${WORDS[transition.what](transition, transition.agent ?? '')}`
}

/** A transition (a change in the fleet) in one sentence with its host and session. */
export function transitionSentence(transition: Transition): Clean {
  const { host, session, failure } = transition
  if (transition.what === 'lost' && failure) return sentence({ ...failure, host })
  const place = session ? `${host}/${session.name}` : host
  return says`${place}: ${transitionText(transition)}`
}

/** Maximum number of sessions that are logged individually when they end together. */
const FEW = 3

/** Logs all transitions. If many sessions end together, as when the tmux server ends, they become one entry. */
function noteAll(state: State, all: readonly Transition[]): State {
  const isMany = all.filter(({ what }) => what === 'ended').length > FEW
  const each = isMany ? all.filter(({ what }) => what !== 'ended') : all
  const noted = each.reduce(noteOne, state)
  const host = all[0]?.host ?? ''
  const text = says`${host}: ${all.length - each.length} sessions ended.`
  return isMany ? note(noted, { at: state.now, tone: 'info', text, host }) : noted
}

function noteOne(state: State, transition: Transition): State {
  const { what, host, session } = transition
  if (what === 'works') return state
  if (what === 'lost') return noteLost(state, transition)
  if (what === 'back' && !isKnownLost(state, transition)) return state
  if (isOwn(state, transition)) return state
  return note(state, {
    at: state.now,
    tone: toneOf(transition),
    text: transitionSentence(transition),
    transition,
    ...(session ? { session } : { host }),
  })
}

/** Whether this process requested the transition: then the result of the request is already logged. */
function isOwn({ log, now }: State, { what, session }: Transition): boolean {
  if (what !== 'started' && what !== 'ended') return false
  return log.some(
    entry =>
      entry.tone === 'good' &&
      !entry.transition &&
      now - entry.at < OWN &&
      entry.session?.session === session?.session &&
      entry.session?.host === session?.host,
  )
}

/**
 * Time in milliseconds after a request of this process, such as to end a session, within which the change counts as its
 * effect and is not logged a second time.
 */
const OWN = 5000

/** Logs why the host is down, even if the same reason was logged a few minutes ago. */
function noteLost(state: State, { host, failure }: Transition): State {
  const isDown = state.hosts.get(host)?.link.state === 'down'
  if (!isDown || !failure) return state
  const told = { ...failure, host }
  return note(state, { at: state.now, tone: 'bad', text: sentence(told), failure: told })
}

/** Whether the log has an entry that the host was down. Otherwise the end of the outage is not logged. */
function isKnownLost({ log }: State, { host, since = 0 }: Transition): boolean {
  return log.some(entry => entry.failure?.host === host && entry.at >= since)
}

function toneOf({ what, code }: Transition): Entry['tone'] {
  if (what === 'failed' || (what === 'ended' && code !== undefined && code !== 0)) return 'bad'
  return what === 'answered' || what === 'finished' || what === 'done' || what === 'back'
    ? 'good'
    : 'info'
}

type Words = (transition: Transition, agent: string) => string

const WORDS: Readonly<Record<TransitionKind, Words>> = {
  asks: (transition, agent) =>
    `${agent} ${isProbable(transition) ? 'probably asks' : 'asks'}${quoted(transition.question)}`,
  answered: ({ answer, question }, agent) => {
    const who = answer?.by === 'here' ? `here: ${answer.text ?? ''}` : 'elsewhere'
    return `${agent} was answered ${who}${question ? ` (it had asked${quoted(question)})` : ''}`
  },
  works: (_, agent) => `${agent} works`,
  finished: (_, agent) => `${agent} has finished and is ready for the next prompt`,
  done: ({ code }, agent) => `${agent} is done${exit(code)}`,
  failed: ({ code }, agent) => `${agent} failed${exit(code)}`,
  left: (_, agent) => `${agent} has ended`,
  started: () => 'the session has started',
  ended: ({ code }, agent) => `${agent === '' ? 'the session' : agent} has ended${exit(code)}`,
  lost: ({ failure }) => failure?.what ?? 'the connection is lost',
  back: () => 'the host is connected again',
}

function exit(code: number | undefined): string {
  return code === undefined ? '' : `, exit ${code}`
}

function quoted(question: Question | undefined): string {
  const text = (question?.text ?? '').replace(/\s+/g, ' ').trim()
  return text === '' ? '' : `: ${cut(text, QUOTED)}`
}

/** Maximum width of a question that a log entry quotes, in cells; the rest is cut off. */
const QUOTED = 160
