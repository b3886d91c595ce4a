import { Hono } from 'hono'
import type { WebSocket } from 'ws'
import * as z from 'zod'
import { toFailure } from '../../state/model/failure.ts'
import { addressOf, type Env, type GateOptions, originGate, tokenGate } from '../access/gate.ts'
import { openApi } from '../api/openapi.ts'
import { perform } from '../api/request/perform.ts'
import type { ApiContext } from '../api/request/route.ts'
import { ROUTES } from '../api/routes.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import { liveRoute } from '../live/live-route.ts'
import { createActLimit } from '../mcp/act-limit.ts'
import { statusOf } from '../reply/failure-status.ts'
import { errorBody, failureBody, successBody } from '../reply/reply.ts'
import { answerPage } from './answer-page.ts'
import { limitBody } from './body-limit.ts'
import type { PageFile } from './page-file.ts'
import { readRequest } from './read-request.ts'
import { securityHeaders } from './security-headers.ts'

/** The HTTP application. The checks of origin and token come before every route, including the WebSocket's. */
export function createApp(options: {
  readonly api: ApiContext
  readonly audit: AuditLog
  readonly gate: GateOptions
  readonly readOnly: boolean
  readonly page: ReadonlyMap<string, PageFile>
  readonly sockets: Set<WebSocket>
}): Hono<Env> {
  const { api, audit, gate, page, sockets } = options
  const app = new Hono<Env>()
  const mcp = {
    api,
    audit,
    limit: createActLimit(() => performance.now()),
    readOnly: options.readOnly,
  }
  app.use(securityHeaders())
  app.use(originGate(gate))
  app.use(limitBody())

  app.get('/health', c => c.json({ status: 'ok', timestamp: new Date(api.now()).toISOString() }))
  for (const [path, file] of page) app.get(path, c => answerPage(c, file))
  app.post('/api/v1/pair', async c => {
    const { data } = pairBody.safeParse(await c.req.json().catch(() => null))
    const role = data ? api.pairing.redeem(data.code) : null
    if (!data || !role) return c.json(noCode, 401)
    const { token, secret } = await api.tokens.issue({ name: data.name, role, expires: null })
    await audit.write({
      at: new Date(api.now()).toISOString(),
      request: token.id,
      phase: 'done',
      token: { id: token.id, name: token.name, role },
      from: addressOf(c, gate),
      act: 'POST /api/v1/pair',
      on: '',
      status: 201,
    })
    return c.json(successBody({ token: secret, id: token.id, name: token.name, role }), 201)
  })

  app.use('/api/*', tokenGate(gate))
  app.use('/mcp', tokenGate(gate))
  app.all('/mcp', async c => {
    const { serveMcp } = await import('../mcp/mcp-http.ts')
    return serveMcp(mcp, c.get('caller'), c.get('from'), c.req.raw)
  })
  app.get('/api/v1/openapi.json', c => c.json(openApi(api.version)))
  app.get('/api/v1/live', liveRoute({ ...api, readOnly: options.readOnly }, sockets))
  for (const route of ROUTES) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on([route.method], [path], async c =>
      options.readOnly && route.method !== 'GET'
        ? c.json(readOnly, 403)
        : perform(route, api, audit, readRequest(c)),
    )
  }
  app.notFound(c =>
    c.json(
      errorBody(
        'missing',
        `There is no route ${c.req.method} ${c.req.path}. GET /api/v1/openapi.json lists all routes.`,
      ),
      404,
    ),
  )
  app.onError((thrown, c) => {
    if (thrown instanceof SyntaxError)
      return c.json(errorBody('usage', 'The body is not valid JSON.'), 400)
    const failure = toFailure(thrown)
    return c.json(failureBody(failure), statusOf(failure))
  })
  return app
}

const pairBody = z.object({
  code: z.string().max(100),
  name: z.string().min(1).max(200).default('device'),
})

const noCode = errorBody(
  'code',
  'This pairing code is not valid: wrong, used or older than a minute. For a new link, press Enter where `fleetmux server` runs.',
)
const readOnly = errorBody(
  'read-only',
  'This server allows no changes, because it was started with --read-only. Nothing was done. To allow changes, start it without --read-only.',
)
