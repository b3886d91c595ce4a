import * as z from 'zod'
import { serverKey } from '../../state/hosts/host.ts'
import { FailureError } from '../../state/model/failure.ts'
import { PAIRING_LIFE } from '../access/pairing.ts'
import { ROLES } from '../access/role.ts'
import { Reply } from '../reply/reply.ts'
import { sessionId, sessionIn } from '../targets/resolve-target.ts'
import { tokenDocument } from './request/documents.ts'
import { type Route, route } from './request/route.ts'

const HOUR = 3_600_000

/** Routes of tokens, pairing codes and links to single sessions. */
export const accessRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/me',
    summary: 'The name and role of the token of the request',
    role: 'viewer',
    intents: [],
    scoped: true,
    run: async ({ caller, version }) => ({ ...tokenDocument(caller), version }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'All tokens: name, role, expiry, last use; never the token itself',
    role: 'admin',
    intents: [],
    run: async ({ tokens }) => tokens.list().map(tokenDocument),
  }),
  route({
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Creates a token, which is shown only once',
    role: 'admin',
    intents: [],
    body: z.strictObject({
      name: z.string().min(1).max(200).describe('any name, such as `phone`'),
      role: z.enum(ROLES).default('viewer'),
      hours: z
        .number()
        .positive()
        .max(10 * 365 * 24)
        .optional()
        .describe('time until the token expires; default: it does not expire'),
    }),
    run: async ({ tokens, body, now }) => {
      const expires = body.hours === undefined ? null : now() + body.hours * HOUR
      const { token, secret } = await tokens.issue({ name: body.name, role: body.role, expires })
      return new Reply(201, { ...tokenDocument(token), token: secret })
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/tokens/{id}',
    summary: 'Revokes a token immediately and closes its open streams',
    role: 'admin',
    intents: [],
    run: async ({ tokens, params: { id = '' } }) => {
      if (await tokens.revoke(id)) return new Reply(200, null, `Token ${id} is revoked.`)
      throw new FailureError({
        kind: 'missing',
        what: `No token with the id ${id} can be revoked.`,
        hint: 'GET /api/v1/tokens lists the tokens with their ids. To replace the main token: `fleetmux server --new-token`.',
      })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/pairings',
    summary:
      'Creates a pairing code, which a device can exchange for its own token, once, within a minute, with `POST /api/v1/pair`',
    role: 'admin',
    intents: [],
    body: z.strictObject({ role: z.enum(ROLES).default('operator') }).default({ role: 'operator' }),
    run: async ({ pairing, body, now }) => {
      const code = pairing.create(body.role)
      return new Reply(201, { code, role: body.role, expires: now() + PAIRING_LIFE })
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/shares',
    summary: 'Creates a token that shows only one session',
    role: 'admin',
    intents: [],
    body: z.strictObject({
      session: z.string().min(1).describe('the id of a session, or `host/name`'),
      hours: z
        .number()
        .positive()
        .max(24 * 30)
        .default(24)
        .describe('time until the token expires'),
    }),
    run: async ({ fleet, caller, tokens, body, now }) => {
      const { host, session } = sessionIn(fleet.store.getState(), caller, body.session)
      const { token, secret } = await tokens.issue({
        name: `share of ${host.config.name}/${session.name}`,
        role: 'viewer',
        expires: now() + body.hours * HOUR,
        scope: { host: host.config.name, server: serverKey(host), session: session.id },
      })
      return new Reply(201, {
        ...tokenDocument(token),
        session: sessionId(host, session),
        token: secret,
        path: `/#share=${secret}`,
      })
    },
  }),
]
