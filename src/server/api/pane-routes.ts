import type * as z from 'zod'
import { agentOf } from '../../state/agents/need.ts'
import type { Question } from '../../state/model/agents/agent.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { SendMode, SendOptions } from '../../state/model/receipt.ts'
import type { State } from '../../state/model/state.ts'
import { type Found, paneOf } from '../../state/targets/target.ts'
import { withoutBlankEnd } from '../../state/text/lines.ts'
import { strip } from '../../state/text/text.ts'
import { andList } from '../../state/text/word-list.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { paneId, paneIn } from '../targets/resolve-target.ts'
import { answerBody, screenQuery, sendBody, waitQuery } from './request/pane-fields.ts'
import { type ApiCall, type Route, route } from './request/route.ts'
import { sendReply, sendTo, waitFor } from './request/sending.ts'

/** Routes of one pane: its content, and input to it. */
export const paneRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/panes/{pane}/screen',
    summary: 'The screen of a pane, or its last lines',
    role: 'viewer',
    intents: [],
    scoped: true,
    query: screenQuery,
    run: async call => screenOf(call, call.query),
  }),
  route({
    method: 'GET',
    path: '/api/v1/panes/{pane}/wait',
    summary:
      'Waits until the agent in a pane is in one of the given states, and returns whether that happened',
    role: 'viewer',
    intents: [],
    query: waitQuery,
    run: async call => waitForState(call, call.query),
  }),
  route({
    method: 'POST',
    path: '/api/v1/panes/{pane}/send',
    summary:
      'Sends a text to a pane and returns the receipt, which tells what became of the text; refused while the program in the pane asks a question',
    role: 'operator',
    intents: ['broadcast'],
    body: sendBody,
    content: 'text',
    run: async call => {
      const { text, mode, onlyAtPrompt, queue, until } = call.body
      const { target } = pane(call)
      const how = { mode, onlyAtPrompt, queue, deadline: deadline(call) }
      const ref = sendTo(call, [target], text, how)
      return sendReply(call, await waitFor(call, ref, until))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/panes/{pane}/answer',
    summary: 'Answers the question of the agent in a pane, if the agent still asks this question',
    role: 'operator',
    intents: ['broadcast'],
    body: answerBody,
    content: 'text',
    run: async call => answer(call, call.body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/panes/{pane}/interrupt',
    summary: 'Sends Ctrl-C into a pane',
    role: 'operator',
    intents: ['broadcast'],
    run: async call => {
      const { target } = pane(call)
      const ref = sendTo(call, [target], 'C-c', { mode: 'keys', deadline: deadline(call) })
      return sendReply(call, await waitFor(call, ref, 'delivered'))
    },
  }),
]

function pane({ fleet, caller, params }: ApiCall): Found {
  return paneIn(fleet.store.getState(), caller, params['pane'] ?? '')
}

function deadline({ fleet }: Pick<ApiCall, 'fleet'>): number {
  return fleet.store.getState().settings.deadline
}

async function screenOf(
  call: ApiCall,
  { lines, joined, ansi }: { lines?: number | undefined; joined: boolean; ansi: boolean },
) {
  const { host, session, target, pane: found } = pane(call)
  if (found.ours)
    throw new FailureError({
      kind: 'refused',
      host: target.host,
      what: 'fleetmux itself runs in this pane, so the screen of the pane is not shown.',
      hint: 'Name another pane: GET /api/v1/sessions lists the panes.',
    })
  // Reads as many lines of scrollback as are requested, since the end of the screen may be blank.
  const read = await call.fleet.requests.readPane(target, { lines: lines ?? 0, joined })
  const all = withoutBlankEnd(read.lines)
  const shown = lines === undefined ? all : all.slice(-lines)
  const status = agentOf(host, found)
  return {
    pane: paneId(target),
    target: `${host.config.name}/${session.name}:${found.window.index}.${found.index}`,
    width: found.width,
    height: found.height,
    above: read.above + (all.length - shown.length),
    lines: ansi ? shown : shown.map(line => strip(line).trimEnd()),
    question: status?.question ?? null,
  }
}

const STATES: readonly string[] = ['working', 'waiting', 'idle', 'done', 'failed']

async function waitForState(
  call: ApiCall,
  { states, seconds }: { states: string; seconds: number },
) {
  const wanted = states.split(',').map(each => each.trim())
  const unknown = wanted.find(each => !STATES.includes(each))
  if (unknown !== undefined)
    throw new FailureError({
      kind: 'usage',
      what: `Unknown state ${JSON.stringify(unknown)}.`,
      hint: `The states are ${andList(STATES)}.`,
    })
  const { target } = pane(call)
  const stateOf = (state: State) => {
    const found = paneOf(state, target)
    return found ? (agentOf(found.host, found.pane)?.state ?? null) : 'gone'
  }
  const { store } = call.fleet
  const reached = await waitUntil(
    store,
    state => {
      const now = stateOf(state)
      return now === 'gone' || (now && wanted.includes(now)) ? now : null
    },
    seconds * 1000,
  )
  return { met: reached !== null && reached !== 'gone', state: stateOf(store.getState()) }
}

async function answer(call: ApiCall, { question, key, text }: z.output<typeof answerBody>) {
  const { host, pane: found, target } = pane(call)
  const status = agentOf(host, found)
  const asked = status?.question
  if (status?.state !== 'waiting' || !asked)
    throw new FailureError({
      kind: 'refused',
      host: target.host,
      what: 'fleetmux has found no question in the pane, so the answer was not sent.',
      hint: 'Check the screen of the pane: GET /api/v1/panes/{pane}/screen.',
    })
  if (asked.text !== question)
    throw new FailureError({
      kind: 'refused',
      host: target.host,
      what: `The answer was not sent, because the pane now asks another question: ${asked.text}`,
      hint: 'Send the text of this question as `question` with its answer.',
    })
  const [typed, mode] = key === undefined ? words(asked, text) : keys(asked, key)
  const how: SendOptions = {
    mode,
    answer: { rule: status.rule ?? null, text: asked.text },
    deadline: deadline(call),
  }
  const ref = sendTo(call, [target], typed, how)
  return sendReply(call, await waitFor(call, ref, 'delivered'))
}

function keys(question: Question, key: string): readonly [string, SendMode] {
  const choice = question.choices.find(each => each.key === key)
  if (choice) return [choice.enter ? `${key} Enter` : key, 'keys']
  throw new FailureError({
    kind: 'usage',
    what: `${JSON.stringify(key)} is not one of the keys of this question. Nothing was sent.`,
    hint: howToAnswer(question),
  })
}

/**
 * The text and send mode of a typed answer. A text cannot answer a dialog with choices: Enter would choose the
 * highlighted one.
 */
function words(question: Question, text: string | undefined): readonly [string, SendMode] {
  if (text === undefined)
    throw new FailureError({
      ...{ kind: 'usage', what: 'An answer needs a `key` or a `text`.' },
      hint: howToAnswer(question),
    })
  if (takesText(question)) return [text, 'submit']
  throw new FailureError({
    kind: 'usage',
    what: 'This question cannot be answered with a text. Nothing was sent.',
    hint: howToAnswer(question),
  })
}

function takesText({ kind, choices }: Question): boolean {
  return kind === 'text' || (choices.length === 0 && kind === 'login')
}

function howToAnswer(question: Question): string {
  if (takesText(question)) return 'Send the answer as `text`.'
  const keys = question.choices.map(each => each.key)
  if (keys.length > 0) return `The keys are ${andList(keys)}.`
  return 'fleetmux does not know the keys of this question: answer it in a terminal.'
}
