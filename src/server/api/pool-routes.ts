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
    summary: 'Sets whether a machine gets new sessions: cordon, uncordon, drain',
    role: 'admin',
    intents: ['duty'],
    body: z.strictObject({ decision: z.enum(['cordon', 'uncordon', 'drain']) }),
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
    summary: 'Deletes a machine at its provider, with all its data; ?name= must repeat the name',
    role: 'admin',
    intents: ['remove-machine'],
    query: z.strictObject({ name: z.string() }),
    run: async call => remove(call, call.query.name),
  }),
  route({
    method: 'POST',
    path: '/api/v1/pool/recover',
    summary: 'Rebuilds the state file from the sessions on these hosts, or on all hosts',
    role: 'admin',
    intents: ['recover'],
    body: z.strictObject({ hosts: z.array(z.string().min(1)).optional() }).default({}),
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
    summary: 'The records of sessions started from prompts',
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
    return new Reply(409, null, `To delete the machine permanently, add ?name=${host}.`)
  const { message } = await outcomeOf(call, { type: 'remove-machine', host }, REMOVAL)
  return new Reply(200, null, message)
}
