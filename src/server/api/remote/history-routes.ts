import * as z from 'zod'
import { failureJson } from '../../../state/json/failure-json.ts'
import { filterHistory } from '../../../state/shared-history/history-filter.ts'
import { placeIn } from '../request/host-place.ts'
import { type ApiCall, type Route, route } from '../request/route.ts'

const path = z.string().max(20_000).default('').describe('a directory of the project on the host')

const historyQuery = z.strictObject({
  path,
  search: z.string().min(1).max(1000).optional().describe('only entries that contain this'),
  person: z.string().min(1).max(200).optional().describe('only entries of this person'),
  machine: z.string().min(1).max(200).optional().describe('only entries from this machine'),
  session: z.string().min(1).max(500).optional().describe('only entries of this session'),
  since: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('only entries from this time on, in milliseconds since 1970; default: all'),
  limit: z.coerce.number().int().min(1).max(5000).default(100).describe('maximum number'),
})

/** Routes of the shared history of projects. */
export const historyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}/history',
    summary:
      'The shared history of a project: prompts, answers and actions of all users, the newest first',
    role: 'operator',
    intents: [],
    query: historyQuery,
    run: async call => readHistory(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/history',
    summary: 'Adds a note to the shared history of a project',
    role: 'operator',
    intents: [],
    body: z.strictObject({
      path,
      text: z.string().trim().min(1).max(100_000).describe('the note'),
    }),
    content: 'text',
    run: async call => {
      const { host, path: directory } = await placeIn(call, call.body.path)
      const history = await call.fleet.onHosts.history()
      await history.append({ host, directory }, { type: 'USER', summary: call.body.text })
      return { written: true }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/history/sharing',
    summary: 'Sets whether texts sent to a session are recorded in the history of its project',
    role: 'operator',
    intents: [],
    body: z.strictObject({
      session: z.string().min(1).max(500).describe('the name of the session'),
      on: z.boolean().describe('`true`: the texts are recorded'),
    }),
    run: async call => {
      const host = call.fleet.nameOf(call.params['host'] ?? '')
      await (await call.fleet.onHosts.history()).share(host, call.body.session, call.body.on)
      return { on: call.body.on }
    },
  }),
]

async function readHistory(call: ApiCall<unknown, z.output<typeof historyQuery>>) {
  const { path, search, person, machine, session, since, limit } = call.query
  const place = await placeIn(call, path)
  const history = await call.fleet.onHosts.history()
  const { entries, directory, failure, wantsIgnore, isCut } = await history.read({
    host: place.host,
    directory: place.path,
  })
  const found = filterHistory(entries, {
    since,
    ...(search !== undefined && { text: search }),
    ...(person !== undefined && { person }),
    ...(machine !== undefined && { machine }),
    ...(session !== undefined && { session }),
  })
  return {
    ...{ host: place.host, directory, reached: !failure, total: found.length },
    ...(failure && { failure: failureJson(failure) }),
    ...(wantsIgnore && { wantsIgnore }),
    ...(isCut && { isCut }),
    entries: found.slice(0, limit),
  }
}
