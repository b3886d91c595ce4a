import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { failureJson } from '../../state/json/failure-json.ts'
import { incompleteJson } from '../../state/json/incomplete-json.ts'
import { runJson } from '../../state/json/run-json.ts'
import { FailureError } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import { listEverywhere } from '../../state/runs/list-everywhere.ts'
import type { LineOutcome, RunOrder } from '../../state/runs/order.ts'
import { makeRunId } from '../../state/runs/run-id.ts'
import type { RunRow } from '../../state/runs/spec.ts'
import { Reply } from '../reply/reply.ts'
import { followStream } from '../streams/follow-stream.ts'
import { insideRoots } from './request/allowed-path.ts'
import { HOST_OR_HERE, PERMISSIONS } from './request/field-meaning.ts'
import { reachedHosts } from './request/reached-hosts.ts'
import { type ApiCall, type Route, route } from './request/route.ts'
import { answerRun, waitForRun } from './watched-run.ts'

const startBody = z.strictObject({
  agent: z.string().min(1).describe('such as `claude`'),
  prompt: z.string().min(1),
  host: z.string().min(1).default(THIS_MACHINE).describe(HOST_OR_HERE),
  cwd: z.string().min(1).describe('a directory on the host'),
  model: z.string().min(1).optional().describe('the name that the agent uses'),
  session: z.string().min(1).optional().describe("the agent's own session to continue"),
  fork: z.string().min(1).optional().describe("the agent's own session to continue in a copy"),
  permissions: z.enum(['ask', 'allow', 'deny']).default('ask').describe(PERMISSIONS),
  maxTurns: z.int().min(1).optional().describe('maximum number of turns'),
  timeout: z.int().min(0).default(86_400).describe('time limit in seconds, 0: none'),
  inactivityTimeout: z
    .int()
    .min(0)
    .default(0)
    .describe('limit for the time without output, in seconds, 0: none'),
  tags: z
    .array(z.string().max(200))
    .max(50)
    .default([])
    .describe('words that are stored in the result'),
})

const decisionBody = z.strictObject({
  decision: z.enum(['allow', 'deny']),
  interactionId: z
    .string()
    .min(1)
    .optional()
    .describe('the id of the request for permission; default: the oldest open one'),
  reason: z.string().default('The user denied this.').describe('told to the agent with `deny`'),
})

const inputBody = z.strictObject({
  text: z.string().min(1).describe('the answer, or the further prompt'),
})

/** Routes of runs: one prompt to one agent, with a stream of events to its end. */
export const runRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/runs',
    summary:
      'The newest runs (prompts to agents without a terminal) of all connected hosts, and the hosts that could not be read',
    role: 'viewer',
    intents: [],
    run: async call => listRuns(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs',
    summary:
      'Starts a run (a prompt to an agent without a terminal); answers 202 as soon as the agent is running',
    role: 'admin',
    intents: [],
    body: startBody,
    content: 'prompt',
    run: async call => startRun(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/runs/{id}',
    summary: 'One run: its description, its open question, and its result if it has ended',
    role: 'viewer',
    intents: [],
    run: async call => showRun(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/runs/{id}/events',
    summary:
      'The events of a run as server-sent events; with the header Last-Event-ID, those after that event',
    role: 'viewer',
    intents: [],
    run: async call => {
      const { host, spec } = await findRun(call)
      const runs = await call.fleet.onHosts.runs()
      return followStream(call, host, ({ after, signal, event }) =>
        runs.follow(host, spec.id, {
          ...{ signal, event: each => event(each.id, each) },
          ...(after !== undefined && { after }),
        }),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/runs/{id}/wait',
    summary: 'Waits until a run is in one of the given states, and returns whether that happened',
    role: 'viewer',
    intents: [],
    query: z.strictObject({
      states: z
        .string()
        .min(1)
        .describe('separated by commas: `working`, `waiting`, `done`, `failed` or `ended`'),
      seconds: z.coerce.number().int().min(1).max(300).default(60).describe('time limit'),
    }),
    run: async call => waitForRun(call, call.query),
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs/{id}/answer',
    summary: 'Answers the question of a run, if the run still asks this question',
    role: 'operator',
    intents: [],
    body: z.strictObject({
      question: z.string().describe('the text of the question as it was read'),
      key: z
        .string()
        .min(1)
        .optional()
        .describe('for a request for permission `y` or `n`, else the number of an option, from 1'),
      text: z
        .string()
        .min(1)
        .optional()
        .describe('the answer in words, or with the key `n` the reason for the agent'),
    }),
    content: 'text',
    run: async call => answerRun(call, call.body),
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs/{id}/stop',
    summary: 'Ends a run and all its processes with SIGINT, SIGTERM, then SIGKILL',
    role: 'operator',
    intents: [],
    run: async call => {
      const { host, spec } = await findRun(call)
      await (await call.fleet.onHosts.runs()).stop(host, spec.id, 'aborted')
      return new Reply(202, { id: spec.id }, 'Stopping the run.')
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs/{id}/approve',
    summary:
      'Allows or denies what the agent of a run asks permission for; the first answer counts',
    role: 'operator',
    intents: [],
    body: decisionBody,
    run: async call => {
      const { decision, interactionId = null, reason } = call.body
      const { host, spec } = await findRun(call)
      const said = decision === 'allow' ? { kind: 'allow' } : { kind: 'deny', reason }
      const runs = await call.fleet.onHosts.runs()
      return told(await runs.decide(host, spec.id, interactionId, said as never))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/runs/{id}/input',
    summary: 'Sends a text to the agent of a run: the answer to its question, or a further prompt',
    role: 'operator',
    intents: [],
    body: inputBody,
    content: 'text',
    run: async call => {
      const { host, spec } = await findRun(call)
      const runs = await call.fleet.onHosts.runs()
      return told(await runs.input(host, spec.id, call.body.text))
    },
  }),
]

function told(what: LineOutcome) {
  if (what === 'taken') return { taken: true }
  throw new FailureError({
    kind: 'refused',
    what:
      what === 'over'
        ? 'The run has ended, so nothing was sent to its agent.'
        : 'The question was already answered, so this answer was not sent.',
    hint: 'GET /api/v1/runs/{id} returns the run with its open question or its result.',
  })
}

async function listRuns(call: ApiCall) {
  const { rows, failures } = await listEverywhere(
    await call.fleet.onHosts.runs(),
    reachedHosts(call),
  )
  return {
    runs: rows.map(runJson),
    ...incompleteJson(rows),
    failures: failures.flatMap(failure => (failure ? [failureJson(failure)] : [])),
  }
}

async function findRun(call: ApiCall): Promise<RunRow> {
  return (await call.fleet.onHosts.runs()).find(call.params['id'] ?? '', reachedHosts(call))
}

async function startRun(call: ApiCall<z.output<typeof startBody>>) {
  const { agent, prompt, host, cwd, permissions, tags, timeout, inactivityTimeout } = call.body
  const { model, session, fork, maxTurns } = call.body
  const name = call.fleet.nameOf(host)
  const order: RunOrder = {
    id: makeRunId(call.now(), randomBytes(10)),
    ...{ agent, prompt, permissions, tags, timeout, host: name },
    alone: permissions !== 'ask',
    useRules: true,
    cwd: name === THIS_MACHINE ? await insideRoots(call, cwd) : cwd,
    directory: process.cwd(),
    environment: {},
    inactivity: inactivityTimeout,
    mcpServers: [],
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
    ...(fork !== undefined && { fork }),
    ...(maxTurns !== undefined && { maxTurns }),
  }
  const spec = await (await call.fleet.onHosts.runs()).start(order, () => {})
  return new Reply(202, { id: spec.id, host: name, cwd: spec.cwd })
}

async function showRun(call: ApiCall) {
  const row = await findRun(call)
  const { host, spec } = row
  const runs = await call.fleet.onHosts.runs()
  const { asks, result, events } = await runs.snapshot(host, spec.id)
  return { ...runJson(row), asks, result, events }
}
