import * as z from 'zod'
import { byId } from '../../state/broadcast/broadcast.ts'
import { recipients, recipientTargets } from '../../state/broadcast/recipient.ts'
import { failureJson } from '../../state/json/failure-json.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Broadcast } from '../../state/model/receipt.ts'
import type { RecipientTarget } from '../../state/model/target.ts'
import { select } from '../../state/selectors/select-sessions.ts'
import { parseSelector } from '../../state/selectors/selector.ts'
import { readTarget } from '../../state/targets/target.ts'
import { Reply } from '../reply/reply.ts'
import { paneIn } from '../targets/resolve-target.ts'
import { MODE, ONLY_AT_PROMPT, QUEUE, UNTIL } from './request/field-meaning.ts'
import { outcomeOf, refusalOf } from './request/intent-result.ts'
import { hostsListed } from './request/listed-hosts.ts'
import { type ApiCall, type Route, route } from './request/route.ts'
import {
  broadcastDocument,
  MODES,
  sendDocument,
  sendTo,
  WORDS,
  waitFor,
} from './request/sending.ts'

const broadcastBody = z.strictObject({
  text: z.string(),
  mode: z.enum(MODES).default('submit').describe(MODE),
  to: z.array(z.string().min(1)).max(10_000).default([]).describe('ids of panes, or targets'),
  select: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe('selectors, such as `host=gpu* state=idle`'),
  all: z.boolean().default(false).describe('`true`: the active pane of every session'),
  onlyAtPrompt: z.boolean().default(false).describe(ONLY_AT_PROMPT),
  queue: z.boolean().default(false).describe(QUEUE),
  until: z.enum(WORDS).default('delivered').describe(UNTIL),
  dryRun: z.boolean().default(false).describe('`true`: sends nothing'),
  plan: z
    .string()
    .optional()
    .describe('the `plan` that the dry run returned: sends to the recipients of the dry run'),
})

/** Routes that send a text to several panes and return the receipts. */
export const broadcastRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/broadcasts',
    summary:
      'Sends a text to one or more panes. For more than one, first send the request with `dryRun`, which returns the recipients and a `plan`, then send it with that `plan`',
    role: 'operator',
    intents: ['broadcast'],
    body: broadcastBody,
    content: 'text',
    run: async call => {
      if (call.body.all || call.body.select.length > 0) await hostsListed(call)
      return call.body.dryRun ? rehearse(call) : carryOut(call)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/broadcasts',
    summary: 'The stored broadcasts (texts sent to several panes), the newest first',
    role: 'viewer',
    intents: [],
    run: async ({ fleet }) => fleet.store.getState().broadcasts.toReversed().map(broadcastDocument),
  }),
  route({
    method: 'GET',
    path: '/api/v1/broadcasts/{id}',
    summary: 'What became of a broadcast: one receipt for each pane',
    role: 'viewer',
    intents: [],
    run: async call => broadcastDocument(known(call)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/broadcasts/{id}/retry',
    summary: 'Sends the text of a broadcast again to the panes that did not get it',
    role: 'operator',
    intents: ['retry'],
    body: z
      .strictObject({
        unsure: z
          .boolean()
          .default(false)
          .describe('`true`: also to panes that may already have got the text'),
      })
      .default({ unsure: false }),
    run: async call => {
      const { id } = known(call)
      const ref = call.nextRef()
      call.fleet.store.dispatch({ type: 'retry', id, unsure: call.body.unsure, ref })
      const refusal = refusalOf(call.fleet.store.getState(), ref)
      if (refusal) throw new FailureError(refusal)
      return sendDocument(call, await waitFor(call, ref, 'delivered'))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/broadcasts/{id}/interrupt',
    summary: 'Sends Ctrl-C to all panes that may have got the text of a broadcast',
    role: 'operator',
    intents: ['interrupt'],
    run: async call => {
      const { message } = await outcomeOf(call, { type: 'interrupt', id: known(call).id })
      return new Reply(200, null, message)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/broadcasts/{id}/call-off',
    summary: 'Cancels the broadcast for all panes that still wait for the text',
    role: 'operator',
    intents: ['call-off'],
    run: async call => {
      const { id } = known(call)
      call.fleet.store.dispatch({ type: 'call-off', id })
      return broadcastDocument(known(call))
    },
  }),
]

function rehearse(call: ApiCall<z.output<typeof broadcastBody>>) {
  const shown = recipients(call.fleet.store.getState(), aimsOf(call), howOf(call))
  return {
    plan: call.plans.keep(recipientTargets(shown.filter(each => !each.failure))),
    recipients: shown.map(({ name, command, failure }) => ({
      target: name,
      command,
      failure: failure ? failureJson(failure) : null,
    })),
  }
}

async function carryOut(call: ApiCall<z.output<typeof broadcastBody>>) {
  const { text, until, plan } = call.body
  const aims = plan === undefined ? aimsOf(call) : call.plans.take(plan)
  if (!aims)
    throw new FailureError({
      kind: 'refused',
      what: 'The `plan` is unknown or has expired. Nothing was sent.',
      hint: 'Send the request with `dryRun` again, then with the new `plan`: the panes may have changed.',
    })
  if (plan === undefined && aims.length > 1)
    throw new FailureError({
      kind: 'refused',
      what: `The request selects ${aims.length} panes, which needs a plan. Nothing was sent.`,
      hint: 'First send the request with `"dryRun": true`, check the recipients, then send it with the `plan` of the answer.',
    })
  const ref = sendTo(call, aims, text, howOf(call))
  return sendDocument(call, await waitFor(call, ref, until))
}

function howOf({ body, fleet }: ApiCall<z.output<typeof broadcastBody>>) {
  const { mode, onlyAtPrompt, queue } = body
  return { mode, onlyAtPrompt, queue, deadline: fleet.store.getState().settings.deadline }
}

/** The recipients of the request. @throws FailureError if no recipient is named, or a target or selector is invalid. */
function aimsOf({
  body,
  fleet,
  caller,
}: ApiCall<z.output<typeof broadcastBody>>): readonly RecipientTarget[] {
  const state = fleet.store.getState()
  const named = body.to.map(
    (text): RecipientTarget =>
      text.startsWith('%') ? paneIn(state, caller, text).target : readTarget(text),
  )
  const chosen = body.select.flatMap(text => select(state, parseSelector(text)).targets)
  const all = body.all ? select(state, []).targets : []
  const aims = [...named, ...chosen, ...all]
  if (aims.length > 0) return aims
  throw new FailureError({
    kind: body.select.length > 0 || body.all ? 'missing' : 'usage',
    what: `${whyNobody(body)} Nothing was sent.`,
    hint: 'Give panes in `to`, selectors in `select`, or set `all` to true.',
  })
}

function whyNobody({ select: terms, all }: z.output<typeof broadcastBody>): string {
  if (terms.length > 0) return 'No session matches `select`.'
  return all ? 'No host has a session.' : 'The body names no recipient.'
}

function known({ fleet, params: { id = '' } }: ApiCall): Broadcast {
  const found = byId(fleet.store.getState(), Number(id))
  if (found) return found
  throw new FailureError({
    kind: 'missing',
    what: `There is no broadcast ${id}, or the broadcast is no longer stored.`,
    hint: 'GET /api/v1/broadcasts lists the stored broadcasts.',
  })
}
