import { z } from 'zod'
import { failureJson } from '../../state/json/failure-json.ts'
import { playbookJson } from '../../state/json/playbook-json.ts'
import type { PlaybookEvent } from '../../state/playbooks/playbook-event.ts'
import type { PlaybookRow } from '../../state/playbooks/playbook-spec.ts'
import { listEverywhere } from '../../state/runs/list-everywhere.ts'
import { Reply } from '../reply/reply.ts'
import { reachedHosts } from './request/reached-hosts.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

const answerBody = z.strictObject({ answer: z.enum(['go', 'stop']) })

/** Routes of playbooks on hosts. Only the command line starts playbooks. */
export const playbookRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/playbooks',
    summary: 'The newest playbooks of all hosts that are reached, and what each asks a person',
    role: 'viewer',
    intents: [],
    run: async call => listPlaybooks(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/playbooks/{id}',
    summary: 'One playbook, with its events until now',
    role: 'viewer',
    intents: [],
    run: async call => showPlaybook(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/playbooks/{id}/answer',
    summary: 'go or stop at the gate where it waits; whoever answers first is heard',
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
    summary: 'Ends its loop and the agent that works for it, with all that it has started',
    role: 'operator',
    intents: [],
    run: async call => {
      const { host, spec } = await findPlaybook(call)
      await (await call.fleet.onHosts.playbooks()).stop(host, spec.id, 'the API')
      return new Reply(202, { id: spec.id }, 'It is being stopped.')
    },
  }),
]

async function listPlaybooks(call: ApiCall) {
  const playbooks = await call.fleet.onHosts.playbooks()
  const { rows, failures } = await listEverywhere(playbooks, reachedHosts(call))
  return {
    playbooks: rows.map(playbookJson),
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
