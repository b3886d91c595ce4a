import { agentOf, SHELL } from '../agents/need.ts'
import type { Requests } from '../fleet-handle.ts'
import { answerIn } from '../group-talk/answer-text.ts'
import type { Member } from '../group-talk/member.ts'
import type { Answer } from '../group-talk/prompts.ts'
import { type Failure, FailureError, sentence } from '../model/failure.ts'
import type { Target } from '../model/target.ts'
import type { Store } from '../store.ts'
import { paneOf } from '../targets/target.ts'
import { strip } from '../text/text.ts'

/** Number of lines that are read from a pane: an answer may be longer than its screen. */
const LINES = 2000
/** Time between two reads, in milliseconds; a read costs one command on the open channel. */
const LOOK = 700
/** Number of equal reads after which the screen holds the complete answer. */
const STILL = 3
/** Maximum time from a question until its agent starts to work, in milliseconds. */
const BEGINS = 5000
/**
 * Maximum time without an answer of the host, in milliseconds: its agent goes on while the connection is opened again.
 */
const AWAY = 60_000

/** The parts of a fleet that a talk uses. */
export interface TalkFleet {
  readonly store: Store
  readonly requests: Pick<Requests, 'readPane'>
}

/** Reads the lines of a pane, without colours. */
export async function readLines(
  { requests }: TalkFleet,
  target: Target,
): Promise<readonly string[]> {
  const { lines } = await requests.readPane(target, { lines: LINES, joined: true })
  return lines.map(strip)
}

/**
 * Waits for the answer of one member after its question: until its agent is idle and its screen does not change. A
 * member whose screen does not change for `patience` milliseconds is silent.
 */
export async function gatherAnswer(
  fleet: TalkFleet,
  { name, target }: Member,
  asked: {
    readonly question: string
    readonly before: readonly string[]
    readonly patience: number
  },
): Promise<Answer> {
  const start = performance.now()
  const took = () => Math.round(performance.now() - start)
  let after: readonly string[] = asked.before
  let changed = start
  let reached = start
  let still = 0
  let hasWorked = false
  const text = () => answerIn({ before: asked.before, after, question: asked.question })
  const end = (state: Answer['state'], said = text()) => ({
    name,
    state,
    text: said,
    milliseconds: took(),
  })
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, LOOK))
    const state = stateOf(fleet, target)
    if (state === null) return end('lost', 'The session of the agent has ended.')
    hasWorked ||= state === 'working'
    const read = await readLines(fleet, target).catch(toFailureOf)
    if ('failure' in read) {
      const isEnded = read.failure.kind === 'missing'
      if (isEnded || performance.now() - reached > Math.min(AWAY, asked.patience))
        return end('lost', sentence(read.failure))
      still = 0
      continue
    }
    reached = performance.now()
    const isSame = read.length === after.length && read.every((line, at) => line === after[at])
    still = isSame ? still + 1 : 0
    if (!isSame) changed = performance.now()
    after = read
    const rests = state !== 'working' && (hasWorked || took() > BEGINS)
    if (rests && still >= STILL) {
      if (state === 'waiting') return end('asks')
      return text() === '' ? end('silent', '') : end('answered')
    }
    if (performance.now() - changed > asked.patience) return end('silent')
  }
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
