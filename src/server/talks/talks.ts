import { randomUUID } from 'node:crypto'
import { makeChatFile } from '../../disk/chat-file.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import type { ChatRecord } from '../../state/group-talk/chat-record.ts'
import { type Member, memberNames } from '../../state/group-talk/member.ts'
import { type Answer, memberPrompt } from '../../state/group-talk/prompts.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { askableAgent } from '../../state/talk-rounds/gather-answer.ts'
import { moderate } from '../../state/talk-rounds/moderated.ts'
import { askAll } from '../../state/talk-rounds/round.ts'
import type { Found } from '../../state/targets/target.ts'

/** Maximum number of talks (questions to several agents) in memory. Older talks are only in files of this machine. */
const MOST = 50

export interface TalkOrder {
  readonly question: string
  readonly members: readonly Found[]
  readonly moderator: Found | null
  readonly rounds: number
  /** Time without new output after which waiting for an agent's answer ends, in milliseconds. */
  readonly patience: number
  readonly readOnly: boolean
}

/** A talk (one question to several agents) as clients of the API see it. */
export interface Talk {
  readonly id: string
  readonly question: string
  /** Time at which the talk was started, in epoch milliseconds. */
  readonly at: number
  readonly members: readonly Omit<Member, 'target'>[]
  readonly moderator: string | null
  readonly isOpen: boolean
  readonly answers: readonly Answer[]
  readonly summary: Answer | null
  /** Notes for the user: on what the moderator did, and why the talk has failed. */
  readonly notes: readonly string[]
}

/**
 * The talks (discussions of several agents) of one server process. Each is also stored as a file, as are those of
 * `fleetmux ask`.
 */
export interface Talks {
  /**
   * Starts a talk. Resolves before the agents that take part in it (members) have answered. @throws FailureError if a
   * member is not an agent.
   */
  begin(order: TalkOrder): Promise<Talk>
  list(): readonly Talk[]
  find(id: string): Talk | null
  /** Adds a text of the user to a talk (a discussion of several agents). */
  say(id: string, text: string): void
}

export function createTalks(
  fleet: Fleet,
  environment: NodeJS.ProcessEnv,
  now: () => number,
): Talks {
  const talks = new Map<string, Talk>()
  const records = new Map<string, ChatRecord>()
  const said = new Map<string, string[]>()

  function change(id: string, how: (talk: Talk) => Partial<Talk>): void {
    const talk = talks.get(id)
    if (talk) talks.set(id, { ...talk, ...how(talk) })
  }

  async function begin(order: TalkOrder): Promise<Talk> {
    const members = membersOf(fleet, order.members)
    const [moderator = null] = order.moderator ? membersOf(fleet, [order.moderator]) : []
    const id = randomUUID()
    const at = now()
    const chat = await makeChatFile(environment, {
      ...{ id, name: order.question.split('\n')[0]?.slice(0, 120) ?? '', createdAt: at },
      moderator: moderator && placeText(moderator),
      participants: members.map(placeText),
    })
    chat.say('user', order.question)
    const talk: Talk = {
      ...{ id, question: order.question, at, isOpen: true, answers: [], summary: null, notes: [] },
      members: members.map(({ target: _, ...rest }) => rest),
      moderator: moderator && placeText(moderator),
    }
    talks.set(id, talk)
    records.set(id, chat)
    for (const oldest of [...talks.keys()].slice(0, -MOST)) forget(oldest)
    void lead(order, { id, chat, members, moderator })
    return talk
  }

  async function lead(order: TalkOrder, { id, chat, members, moderator }: Led): Promise<void> {
    const { question, rounds, patience, readOnly } = order
    const round = { deadline: fleet.store.getState().settings.deadline, patience }
    const answered = (answer: Answer) => {
      chat.say(answer.name, answer.text)
      chat.note('response', answer.text, answer.name, answer.milliseconds)
      change(id, talk => ({ answers: [...talk.answers, answer] }))
    }
    const say = (text: string) => change(id, talk => ({ notes: [...talk.notes, text] }))
    try {
      if (moderator) {
        const base = { fleet, members, question, rounds, readOnly, round, answered, say }
        const summary = await moderate({ ...base, moderator, chat: heardBy(id, chat) })
        change(id, () => ({ summary }))
      } else {
        const text = memberPrompt(question, readOnly)
        const questions = members.map(member => ({ member, text }))
        await askAll(fleet, questions, { ...round, answered })
      }
    } catch (thrown) {
      // No caller awaits the talk, so the failure becomes one of the talk's notes, which clients of the API can read.
      say(reasonOf(thrown))
    }
    change(id, () => ({ isOpen: false }))
    records.delete(id)
  }

  /**
   * The record of a talk (a question to several agents). Its `heard` returns all texts that users have added since the
   * last call, including those that they added over the API.
   */
  function heardBy(id: string, chat: ChatRecord): ChatRecord {
    return { ...chat, heard: () => [...chat.heard(), ...(said.get(id)?.splice(0) ?? [])] }
  }

  function forget(id: string): void {
    if (talks.get(id)?.isOpen) return
    talks.delete(id)
    said.delete(id)
  }

  return {
    begin,
    list: () => [...talks.values()].toReversed(),
    find: id => talks.get(id) ?? null,
    say(id, text) {
      records.get(id)?.say('user', text)
      said.set(id, [...(said.get(id) ?? []), text])
    },
  }
}

interface Led {
  readonly id: string
  readonly chat: ChatRecord
  readonly members: readonly Member[]
  readonly moderator: Member | null
}

function placeText({ host, session }: Pick<Member, 'host' | 'session'>): string {
  return `${host}/${session}`
}

/**
 * Finds the agents in these panes, to make them members of a talk (a question to several agents).
 * @throws FailureError if no agent is known in one of the panes.
 */
function membersOf(fleet: Fleet, found: readonly Found[]): readonly Member[] {
  const places = found.map(({ host, session, target }) => ({
    ...{ host: host.config.name, session: session.name, target },
    agent: askableAgent(fleet, target),
  }))
  const names = memberNames(places)
  return places.map(({ agent, ...place }, at) => {
    if (agent !== null) return { ...place, agent, name: names[at] ?? '' }
    throw new FailureError({
      kind: 'refused',
      host: place.host,
      what: `fleetmux has found no agent in ${placeText(place)}. The question was sent to no agent.`,
      hint: 'Name only panes in which an agent runs: GET /api/v1/sessions lists the agents.',
    })
  })
}
