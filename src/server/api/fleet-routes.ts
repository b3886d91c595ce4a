import * as z from 'zod'
import { failureJson } from '../../state/json/failure-json.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import { type Route, route } from './request/route.ts'

/** Routes of the whole fleet, and of this machine. */
export const fleetRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/events',
    summary: 'The event log of the fleet, the newest event first',
    role: 'viewer',
    intents: [],
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100).describe('maximum number'),
    }),
    run: async ({ fleet, query }) =>
      fleet.store.getState().log.slice(-query.limit).toReversed().map(entryDocument),
  }),
  route({
    method: 'GET',
    path: '/api/v1/doctor',
    summary: 'The checks of `fleetmux doctor` for this machine',
    role: 'admin',
    intents: [],
    run: async ({ fleet }) => fleet.requests.checkThisMachine(),
  }),
  route({
    method: 'GET',
    path: '/api/v1/config',
    summary: 'The effective configuration, and where each value comes from',
    role: 'admin',
    intents: [],
    run: async ({ fleet }) => fleet.requests.configValues(),
  }),
]

export function entryDocument({ at, tone, text, failure, host, session }: Entry) {
  return {
    at,
    tone,
    text,
    host: session?.host ?? host ?? failure?.host ?? null,
    session: session ? { id: session.session, name: session.name } : null,
    failure: failure ? failureJson(failure) : null,
  }
}
