import * as z from 'zod'
import { FailureError } from '../../../state/model/failure.ts'
import { Reply } from '../../reply/reply.ts'
import { paneIn } from '../../targets/resolve-target.ts'
import { type ApiCall, type Route, route } from '../request/route.ts'
import { refuseAbove } from '../request/sending.ts'

const talkBody = z.strictObject({
  question: z.string().trim().min(1).max(100_000),
  to: z.array(z.string().min(1)).min(1).max(50).describe('the agents: ids of panes, or targets'),
  moderator: z
    .string()
    .min(1)
    .optional()
    .describe('the pane of an agent that asks the others in rounds and sums up; default: none'),
  rounds: z.int().min(1).max(20).default(3).describe('maximum number of rounds of the moderator'),
  silence: z
    .int()
    .min(5)
    .max(86_400)
    .default(600)
    .describe(
      'seconds without a change on the screen of an agent, after which its text so far is taken as its answer',
    ),
  mayChange: z
    .boolean()
    .default(false)
    .describe('`true`: the agents are not told to change nothing'),
})

/** Routes of talks. A talk is one question to several live agents, with their answers. */
export const talkRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/talks',
    summary:
      'Asks several running agents one question; answers 202 with an `id`, by which `GET /api/v1/talks/{id}` returns the answers as they arrive',
    role: 'operator',
    intents: [],
    body: talkBody,
    content: 'question',
    run: async call => beginTalk(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/talks',
    summary:
      'The talks (questions to several agents) since the start of this server, the newest first',
    role: 'viewer',
    intents: [],
    run: async ({ talks }) => ({ talks: talks.list() }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/talks/{id}',
    summary:
      'One talk (a question to several agents): each answer so far with its agent, host and time, and the summary',
    role: 'viewer',
    intents: [],
    run: async ({ talks, params }) => known(talks.find(params['id'] ?? '')),
  }),
  route({
    method: 'POST',
    path: '/api/v1/talks/{id}/say',
    summary:
      'Adds a message to a running talk; the agent that moderates reads it after the current round',
    role: 'operator',
    intents: [],
    body: z.strictObject({ text: z.string().trim().min(1).max(100_000) }),
    content: 'text',
    run: async ({ talks, params, body }) => {
      const talk = known(talks.find(params['id'] ?? ''))
      if (!talk.isOpen || talk.moderator === null)
        throw new FailureError({
          kind: 'refused',
          what: talk.isOpen
            ? 'This talk has no moderator, so it accepts no messages. The message was not sent.'
            : 'The talk has ended, so the message was not sent.',
          hint: 'To ask the agents again: POST /api/v1/talks.',
        })
      talks.say(talk.id, body.text)
      return { taken: true }
    },
  }),
]

function known<T>(talk: T | null): T {
  if (talk) return talk
  throw new FailureError({
    kind: 'missing',
    what: 'There is no talk with this id.',
    hint: 'GET /api/v1/talks lists the talks since the start of this server.',
  })
}

async function beginTalk(call: ApiCall<z.output<typeof talkBody>>) {
  const { question, to, moderator, rounds, silence, mayChange } = call.body
  const state = call.fleet.store.getState()
  const find = (text: string) => {
    const found = paneIn(state, call.caller, text)
    refuseAbove(call, found.target)
    return found
  }
  const talk = await call.talks.begin({
    ...{ question, rounds, patience: silence * 1000, readOnly: !mayChange },
    members: to.map(find),
    moderator: moderator === undefined ? null : find(moderator),
  })
  return new Reply(202, talk)
}
