import { agentOf, SHELL } from '../agents/need.ts'
import type { Requests } from '../fleet-handle.ts'
import { answerIn } from '../group-talk/answer-text.ts'
import type { Member } from '../group-talk/member.ts'
import type { Answer } from '../group-talk/prompts.ts'
import { type Failure, FailureError, sentence } from '../model/failure.ts'
import type { Target } from '../model/target.ts'
import type { Store } from '../store.ts'
import { paneOf } from '../targets/target.ts'
import { clean } from '../text/clean.ts'
import { strip } from '../text/text.ts'

/** Number of lines that are read from a pane: an answer may be longer than its screen. */
const LINES = 2000
/** Time between two reads of the pane, in milliseconds. A read costs one tmux command over the open connection. */
const LOOK = 700
/** Number of equal reads in a row after which the answer on the screen counts as complete. */
const STILL = 3
/** Maximum time from a question until its agent starts to work, in milliseconds. */
const BEGINS = 5000
/**
 * Maximum time in milliseconds since an agent's host has last answered; then the agent counts as lost. Until then its
 * answer may still come, because the agent continues while fleetmux reconnects.
 */
const AWAY = 60_000

/**
 * The parts of fleetmux that a talk uses. A talk is one question to several running agents, or a discussion that one of
 * them leads as moderator.
 */
export interface TalkFleet {
  readonly store: Store
  readonly requests: Pick<Requests, 'readPane'>
}

/** Reads the newest `LINES` lines of a pane, its scrollback included, without colours. */
export async function readLines(
  { requests }: TalkFleet,
  target: Target,
): Promise<readonly string[]> {
  const { lines } = await requests.readPane(target, { lines: LINES, joined: true })
  return lines.map(strip)
}

interface Asked {
  readonly question: string
  /** The lines that the pane showed before the question was typed. */
  readonly before: readonly string[]
  readonly patience: number
}

/**
 * What was seen of an agent's pane since the question was typed into it; times in milliseconds of the monotonic clock.
 */
interface Watched {
  readonly lines: readonly string[]
  /** When the pane's lines (`lines`) last changed. */
  readonly changed: number
  /** When the pane was last read successfully. */
  readonly reached: number
  /** How many times in a row the pane was read with the same lines. */
  readonly still: number
  readonly hasWorked: boolean
}

/**
 * Waits for the answer of one agent to the question that was typed into its pane: until the agent no longer works and
 * its screen does not change. If the screen of a working agent does not change for `patience` milliseconds, the result
 * is `silent`.
 */
export async function gatherAnswer(
  fleet: TalkFleet,
  { name, target }: Member,
  asked: Asked,
): Promise<Answer> {
  const start = performance.now()
  const { before, patience } = asked
  let watched: Watched = {
    lines: before,
    changed: start,
    reached: start,
    still: 0,
    hasWorked: false,
  }
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, LOOK))
    const state = stateOf(fleet, target)
    const read = state === null ? ENDED : await readLines(fleet, target).catch(toFailureOf)
    const took = Math.round(performance.now() - start)
    const end = 'failure' in read ? endOfLost(read, watched, patience) : null
    if (end) return { name, ...end, milliseconds: took }
    watched = 'failure' in read ? { ...watched, still: 0 } : seen(watched, read, state)
    const answer = answerOf(watched, state, took, asked)
    if (answer) return { name, ...answer, milliseconds: took }
  }
}

const ENDED = {
  failure: { kind: 'missing', what: clean('The session of the agent has ended.') },
} as const

/**
 * The result for an agent whose session has ended, or whose host was not reached for too long; null: neither has
 * happened.
 */
function endOfLost(
  { failure }: { readonly failure: Failure },
  { reached }: Watched,
  patience: number,
): Pick<Answer, 'state' | 'text'> | null {
  const isAway = performance.now() - reached > Math.min(AWAY, patience)
  return failure.kind === 'missing' || isAway ? { state: 'lost', text: sentence(failure) } : null
}

function seen(watched: Watched, lines: readonly string[], state: string | null): Watched {
  const now = performance.now()
  const { lines: last, still, changed } = watched
  const isSame = lines.length === last.length && lines.every((line, at) => line === last[at])
  return {
    ...{ lines, reached: now, changed: isSame ? changed : now, still: isSame ? still + 1 : 0 },
    hasWorked: watched.hasWorked || state === 'working',
  }
}

/**
 * The answer or question of an agent that no longer works, or `silent` if the screen stayed unchanged too long; null:
 * keep waiting.
 */
function answerOf(
  { lines, changed, still, hasWorked }: Watched,
  state: string | null,
  took: number,
  { question, before, patience }: Asked,
): Pick<Answer, 'state' | 'text'> | null {
  const text = () => answerIn({ before, after: lines, question })
  const rests = state !== 'working' && (hasWorked || took > BEGINS)
  if (rests && still >= STILL) {
    const said = text()
    if (state === 'waiting') return { state: 'asks', text: said }
    return { state: said === '' ? 'silent' : 'answered', text: said }
  }
  return performance.now() - changed > patience ? { state: 'silent', text: text() } : null
}

function toFailureOf(thrown: unknown): { readonly failure: Failure } {
  if (thrown instanceof FailureError) return { failure: thrown.failure }
  throw thrown
}

/** The state of the agent in a pane; null: the pane or its host is gone. */
function stateOf({ store }: TalkFleet, target: Target): string | null {
  const state = store.getState()
  const host = state.hosts.get(target.host)
  const found = paneOf(state, target)
  if (!host || !found || found.pane.dead) return null
  return agentOf(host, found.pane)?.state ?? 'unknown'
}

/** The agent in a pane; null: no agent is known in it, and a question would be typed into another program. */
export function askableAgent({ store }: TalkFleet, target: Target): string | null {
  const state = store.getState()
  const host = state.hosts.get(target.host)
  const found = paneOf(state, target)
  const agent =
    (host && found && agentOf(host, found.pane)?.agent) ?? found?.pane.said?.agent ?? null
  return agent === SHELL ? null : agent
}
