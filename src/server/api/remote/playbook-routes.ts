import { randomBytes } from 'node:crypto'
import type * as z from 'zod'
import { failureJson } from '../../../state/json/failure-json.ts'
import { incompleteJson } from '../../../state/json/incomplete-json.ts'
import { playbookJson } from '../../../state/json/playbook-json.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { Budgets } from '../../../state/playbooks/budget.ts'
import { makeOrder } from '../../../state/playbooks/make-order.ts'
import type { PlaybookEvent } from '../../../state/playbooks/playbook-event.ts'
import type { PlaybookRow } from '../../../state/playbooks/playbook-spec.ts'
import { listEverywhere } from '../../../state/runs/list-everywhere.ts'
import { makeRunId } from '../../../state/runs/run-id.ts'
import { Reply } from '../../reply/reply.ts'
import { followStream } from '../../streams/follow-stream.ts'
import { placeIn } from '../request/host-place.ts'
import { reachedHosts } from '../request/reached-hosts.ts'
import { type ApiCall, type Route, route } from '../request/route.ts'
import {
  answerBody,
  type budgetsBody,
  lookQuery,
  resumeBody,
  startBody,
} from './playbook-fields.ts'

export const playbookRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/playbooks',
    summary:
      'The playbooks that were started on all connected hosts, the newest first, and the open question of each',
    role: 'viewer',
    intents: [],
    run: async call => listPlaybooks(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}/playbooks',
    summary:
      'The playbooks and task documents that can be started in a directory of the host; with `name`, the tasks of that one, and what prevents its start',
    role: 'operator',
    intents: [],
    query: lookQuery,
    run: async call => lookAt(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks',
    summary:
      'Starts to work through a playbook or task documents on a host; answers 202 as soon as the work has begun',
    role: 'admin',
    intents: [],
    body: startBody,
    content: 'names',
    run: async call => startPlaybook(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/playbooks/{id}/events',
    summary:
      'The events of a started playbook as server-sent events; with the header Last-Event-ID, those after that event',
    role: 'viewer',
    intents: [],
    run: async call => {
      const { host, spec } = await findPlaybook(call)
      const playbooks = await call.fleet.onHosts.playbooks()
      return followStream(call, host, ({ after, signal, event }) =>
        playbooks.follow(host, spec.id, {
          ...{ signal, after: readOffset(after), event: (each, end) => event(String(end), each) },
        }),
      )
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks/{id}/resume',
    summary: 'Resumes an ended playbook where it stopped',
    role: 'admin',
    intents: [],
    body: resumeBody,
    run: async call => {
      const row = await findPlaybook(call)
      const budgets = givenBudgets(call.body.budgets)
      const after = await (await call.fleet.onHosts.playbooks()).resume(row, budgets)
      return new Reply(202, { id: row.spec.id, after }, 'The playbook continues.')
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks/{id}/clean',
    summary:
      'Removes the record of an ended playbook, with its events, from its host; documents, branches and worktrees are kept',
    role: 'admin',
    intents: [],
    run: async call => {
      const { host, spec } = await findPlaybook(call)
      await (await call.fleet.onHosts.playbooks()).clean(host, spec.id)
      return { cleaned: spec.id }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/playbooks/{id}',
    summary: 'One started playbook with its events so far',
    role: 'viewer',
    intents: [],
    run: async call => showPlaybook(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks/{id}/answer',
    summary:
      'Answers a playbook that waits at a gate (a task that asks a person); the first answer counts',
    role: 'operator',
    intents: [],
    body: answerBody,
    run: async call => {
      const { host, spec } = await findPlaybook(call)
      await (await call.fleet.onHosts.playbooks()).answer(
        host,
        spec.id,
        call.body.answer,
        'the API',
      )
      return { taken: true }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks/{id}/stop',
    summary: 'Stops a playbook, its agent and all processes that the agent has started',
    role: 'operator',
    intents: [],
    run: async call => {
      const { host, spec } = await findPlaybook(call)
      await (await call.fleet.onHosts.playbooks()).stop(host, spec.id, 'the API')
      return new Reply(202, { id: spec.id }, 'Stopping the playbook.')
    },
  }),
]

async function listPlaybooks(call: ApiCall) {
  const playbooks = await call.fleet.onHosts.playbooks()
  const { rows, failures } = await listEverywhere(playbooks, reachedHosts(call))
  return {
    playbooks: rows.map(playbookJson),
    ...incompleteJson(rows),
    failures: failures.flatMap(failure => (failure ? [failureJson(failure)] : [])),
  }
}

async function findPlaybook(call: ApiCall): Promise<PlaybookRow> {
  return (await call.fleet.onHosts.playbooks()).find(call.params['id'] ?? '', reachedHosts(call))
}

async function showPlaybook(call: ApiCall) {
  const row = await findPlaybook(call)
  const events: PlaybookEvent[] = []
  const playbooks = await call.fleet.onHosts.playbooks()
  await playbooks.follow(row.host, row.spec.id, { once: true, event: event => events.push(event) })
  return { ...playbookJson(row), events }
}

/** Reads an event id, which is a byte offset. @throws FailureError if the text is not a number. */
function readOffset(text: string | undefined): number {
  if (text === undefined) return 0
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new FailureError({
    kind: 'usage',
    what: `The Last-Event-ID ${JSON.stringify(text)} is not the id of an event of a playbook.`,
    hint: 'The id is in the line `id:` of each event of this stream.',
  })
}

/** The budgets without undefined values, which zod sets for missing fields, and which would replace the defaults. */
function givenBudgets(budgets: z.output<typeof budgetsBody>): Partial<Budgets> {
  return Object.fromEntries(Object.entries(budgets).filter(([, value]) => value !== undefined))
}

async function lookAt(
  call: ApiCall<unknown, { readonly path: string; readonly name?: string | undefined }>,
) {
  const { host, path } = await placeIn(call, call.query.path)
  const playbooks = await call.fleet.onHosts.playbooks()
  const { name } = call.query
  if (name === undefined) return { host, names: await playbooks.names(host, path) }
  return { host, ...(await playbooks.look(host, { names: [name], directory: path })) }
}

async function startPlaybook(call: ApiCall<z.output<typeof startBody>>) {
  const { host: written, directory, names, budgets, ...choices } = call.body
  const place = await placeIn({ ...call, params: { host: written } }, directory)
  const { host } = place
  const playbooks = await call.fleet.onHosts.playbooks()
  const found = await playbooks.look(host, { names, directory: place.path })
  const at = new Date(call.now())
  const id = makeRunId(at.getTime(), randomBytes(10))
  const order = makeOrder(found, { id, host, at }, { ...choices, budgets: givenBudgets(budgets) })
  const notes: string[] = []
  // Never runs the set-up command of the repository, which no person has seen. The field `setup` can give a command.
  await playbooks.start(
    order,
    text => notes.push(text),
    async () => false,
  )
  return new Reply(202, { id, host, directory: found.directory, notes })
}
