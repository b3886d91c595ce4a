import * as z from 'zod'
import { candidatesOf } from '../../state/pool/candidate.ts'
import { staticMachines } from '../../state/pool/machine-of-host.ts'
import { Reply } from '../reply/reply.ts'
import { recordDocument } from './request/documents.ts'
import { outcomeOf } from './request/intent-result.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

/** Timeout for a provider to delete a machine, in milliseconds. */
const REMOVAL = 10 * 60_000

/** Routes of the pool: machines for sessions started from prompts. */
export const poolRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/pool',
    summary: 'The machines of the pool, and their slots',
    role: 'viewer',
    intents: [],
    run: async ({ fleet }) => {
      const state = fleet.store.getState()
      const machines = staticMachines(state)
      if (!state.registry) return []
      return candidatesOf(machines, state.registry, false).filter(each => each.capacity !== null)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/pool/{host}',
    summary: 'Sets whether a machine of the pool gets new sessions',
    role: 'admin',
    intents: ['duty'],
    body: z.strictObject({
      decision: z
        .enum(['cordon', 'uncordon', 'drain'])
        .describe(
          '`cordon`: no new sessions; `drain`: no new sessions, and the machine can be removed after its last session (fleetmux does not remove it by itself); `uncordon`: new sessions again',
        ),
    }),
    run: async call => {
      const { message } = await outcomeOf(call, {
        type: 'duty',
        host: call.params['host'] ?? '',
        decision: call.body.decision,
      })
      return new Reply(200, null, message)
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/pool/{host}',
    summary: 'Deletes a machine permanently at its provider, with all its data',
    role: 'admin',
    intents: ['remove-machine'],
    query: z.strictObject({ name: z.string().describe('the name of the machine again') }),
    run: async call => remove(call, call.query.name),
  }),
  route({
    method: 'POST',
    path: '/api/v1/pool/recover',
    summary:
      'Finds sessions that fleetmux started from prompts on the hosts, also if another machine started them, and records them in the state file of this machine (the one of the server)',
    role: 'admin',
    intents: ['recover'],
    body: z
      .strictObject({
        hosts: z.array(z.string().min(1)).optional().describe('the hosts to look on; default: all'),
      })
      .default({}),
    run: async call => {
      const { message, notes } = await outcomeOf(call, { type: 'recover', ...call.body })
      return new Reply(200, { notes }, message)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pool/memory',
    summary: 'Measures the memory of the running sessions; the answer has bytes by session id',
    role: 'viewer',
    intents: ['measure'],
    run: async call => {
      await outcomeOf(call, { type: 'measure' })
      return Object.fromEntries(call.fleet.store.getState().memory ?? [])
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/pool/records',
    summary: 'The records of the sessions that were started from prompts',
    role: 'viewer',
    intents: [],
    run: async ({ fleet }) =>
      [...(fleet.store.getState().registry?.sessions.values() ?? [])].map(recordDocument),
  }),
]

/** Deleting a machine cannot be undone, so the request must name it twice. */
async function remove(call: ApiCall, again: string): Promise<Reply> {
  const host = call.params['host'] ?? ''
  if (again !== host)
    return new Reply(
      409,
      null,
      `Nothing was deleted. To delete the machine ${host} permanently, with all its data, repeat its name: add ?name=${host} to the path of the request.`,
    )
  const { message } = await outcomeOf(call, { type: 'remove-machine', host }, REMOVAL)
  return new Reply(200, null, message)
}
