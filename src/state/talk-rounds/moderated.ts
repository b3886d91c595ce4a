import type { ChatRecord } from '../group-talk/chat-record.ts'
import { type Delegation, type Member, readDelegations } from '../group-talk/member.ts'
import {
  type Answer,
  memberPrompt,
  openingPrompt,
  roundPrompt,
  WORDS,
} from '../group-talk/prompts.ts'
import type { TalkFleet } from './gather-answer.ts'
import { askAll, type RoundOptions } from './round.ts'

/** A talk (a discussion of several agents) that is led by a moderator. */
export interface Talk {
  readonly fleet: TalkFleet
  readonly moderator: Member
  readonly members: readonly Member[]
  readonly question: string
  readonly rounds: number
  readonly readOnly: boolean
  readonly chat: ChatRecord
  readonly round: Omit<RoundOptions, 'answered'>
  readonly answered: (answer: Answer) => void
  /** Prints progress for the user. */
  readonly say: (text: string) => void
}

/**
 * Lets one agent, the moderator, lead a talk with other running agents, the members. The moderator's answer addresses
 * members by `@name`; fleetmux asks them and shows their answers to the moderator, until it sums up. Resolves with the
 * summary; null: the moderator did not answer. The number of rounds is limited; in the last one, the moderator is told
 * to sum up.
 */
export async function moderate(talk: Talk): Promise<Answer | null> {
  const { members, question, rounds, chat, say } = talk
  let prompt = openingPrompt(question, members, rounds)
  for (let left = rounds; ; left--) {
    const answer = await ask(talk, prompt)
    if (answer.state !== 'answered') return null
    const { known, unknown } = readDelegations(
      answer.text,
      members.map(({ name }) => name),
    )
    if (left === 0 || known.length + unknown.length === 0) {
      if (left === rounds)
        say('The moderator asked no agent, because no line of its answer begins with @name.')
      if (left === 0 && known.length > 0)
        say('The moderator asked another question after the last round, so it was not sent.')
      chat.note('synthesis', answer.text, 'moderator', answer.milliseconds)
      return answer
    }
    for (const name of unknown)
      say(`The moderator asked @${name}, but no agent in this talk has that name.`)
    const answers = await delegate(talk, known)
    prompt = roundPrompt(answers, chat.heard(), { left: left - 1, unknown })
  }
}

async function ask({ fleet, moderator, round, chat, say }: Talk, text: string): Promise<Answer> {
  const [answer] = await askAll(fleet, [{ member: moderator, text }], {
    ...round,
    answered: () => {},
  })
  if (!answer) throw new Error('one question has one answer')
  chat.say('moderator', answer.text)
  if (answer.state !== 'answered') {
    chat.note('error', answer.text || answer.state, 'moderator', answer.milliseconds)
    const place = `${moderator.host}/${moderator.session}`
    const why = `The moderator ${place} ${WORDS[answer.state]}, so the talk ends without a summary.`
    say(`${why} ${answer.text}`.trim())
  }
  return answer
}

function delegate(talk: Talk, delegations: readonly Delegation[]): Promise<readonly Answer[]> {
  const { fleet, members, chat, readOnly, round, answered } = talk
  const questions = delegations.flatMap(({ name, text }) => {
    chat.note('delegation', text, name)
    const member = members.find(each => each.name === name)
    return member ? [{ member, text: memberPrompt(text, readOnly) }] : []
  })
  return askAll(fleet, questions, { ...round, answered })
}
