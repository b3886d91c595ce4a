import { isBad } from '../broadcast/receipts.ts'
import type { Member } from '../group-talk/member.ts'
import type { Answer } from '../group-talk/prompts.ts'
import { FailureError, sentence } from '../model/failure.ts'
import { waitUntil } from '../wait-until.ts'
import { gatherAnswer, readLines, type TalkFleet } from './gather-answer.ts'

/** A question for one agent. */
export interface Question {
  readonly member: Member
  readonly text: string
}

export interface RoundOptions {
  /** Timeout for typing the question into an agent's pane and pressing Enter, in milliseconds. */
  readonly deadline: number
  /** Milliseconds for which a working agent's screen may stay unchanged before its answer is no longer waited for. */
  readonly patience: number
  readonly answered: (answer: Answer) => void
}

/** Asks all agents in parallel and reports each answer as it arrives. Resolves when all are done. */
export function askAll(
  fleet: TalkFleet,
  questions: readonly Question[],
  options: RoundOptions,
): Promise<readonly Answer[]> {
  return Promise.all(
    questions.map(async (question, at) => {
      const answer = await askOne(fleet, question, `ask ${++asked} ${at}`, options)
      options.answered(answer)
      return answer
    }),
  )
}

/** Number of questions asked so far. It gives each question its own `ref`, by which its receipt is found. */
let asked = 0

async function askOne(
  fleet: TalkFleet,
  { member, text }: Question,
  ref: string,
  { deadline, patience }: RoundOptions,
): Promise<Answer> {
  const { target, name } = member
  const before = await readLines(fleet, target).catch(toLoss)
  if ('loss' in before) return { name, state: 'lost', text: before.loss, milliseconds: 0 }
  const { store } = fleet
  // The question must be the next input: a half-written line or an open question in the pane is not overwritten.
  const how = { mode: 'submit', deadline, refuseDrafts: true, onlyAtPrompt: true } as const
  store.dispatch({ type: 'broadcast', targets: [target], text, how, ref })
  const receipt = await waitUntil(
    store,
    ({ broadcasts }) => {
      const row = broadcasts.find(each => each.ref === ref)?.rows[0]?.receipt
      return row && (!row.open || row.entered === true) ? row : null
    },
    2 * deadline,
  )
  if (!receipt || isBad(receipt)) {
    const why = receipt?.failure ? sentence(receipt.failure) : 'The host did not answer in time.'
    return { name, state: 'refused', text: why, milliseconds: 0 }
  }
  return gatherAnswer(fleet, member, { question: text, before, patience })
}

/** Converts a failure of one agent's host to a result, so that the other agents are still asked. */
function toLoss(thrown: unknown): { readonly loss: string } {
  if (thrown instanceof FailureError) return { loss: sentence(thrown.failure) }
  throw thrown
}
