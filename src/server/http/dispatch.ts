import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { z } from 'zod'
import { FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { Env } from '../access/gate.ts'
import { includesRole } from '../access/role.ts'
import type { ApiCall, ApiContext, Route } from '../api/route.ts'
import { type AuditEntry, type AuditLog, contentOf } from '../audit/audit-log.ts'
import { errorBody, failureBody, Reply, statusOf, successBody } from '../reply/reply.ts'
import { UnbuiltError } from '../reply/unbuilt.ts'

/** Answers one request to a route: checked, allowed, noted, done. */
export async function dispatch(
  c: Context<Env>,
  route: Route,
  api: ApiContext,
  audit: AuditLog,
): Promise<Response> {
  const caller = c.get('caller')
  if (!includesRole(caller.role, route.role) || (caller.scope && !route.scoped))
    return c.json(
      errorBody('role', `This needs the role ${route.role}, and your token is of ${caller.role}.`),
      403,
    )
  let receipts: AuditEntry['receipts']
  const entry = auditEntry(c, route, api)
  const isAct = route.method !== 'GET'
  try {
    const body = await readBody(c, route)
    const query = readQuery(c, route)
    if (isAct) await audit.write({ ...entry, phase: 'asked', ...noteOf(route, body) })
    const call: ApiCall = {
      ...api,
      caller,
      params: c.req.param(),
      body,
      query,
      request: c.req.raw,
      note: counts => {
        receipts = counts
      },
    }
    const answer = toResponse(c, await route.run(call))
    if (isAct) await audit.write({ ...entry, status: answer.status, ...(receipts && { receipts }) })
    return answer
  } catch (thrown) {
    const answer = toError(c, thrown)
    if (isAct) await audit.write({ ...entry, status: answer.status })
    return answer
  }
}

function auditEntry(c: Context<Env>, route: Route, { now }: ApiContext): AuditEntry {
  const { id, name, role } = c.get('caller')
  return {
    at: new Date(now()).toISOString(),
    request: randomBytes(6).toString('hex'),
    phase: 'done',
    token: { id, name, role },
    from: c.get('from'),
    act: `${route.method} ${route.path}`,
    on: Object.values(c.req.param()).join(' '),
  }
}

/** The size and digest of the content, never the content. */
function noteOf({ content }: Route, body: unknown): Pick<AuditEntry, 'content'> {
  const value =
    content && typeof body === 'object' && body !== null ? Reflect.get(body, content) : ''
  if (!value) return {}
  return { content: contentOf(typeof value === 'string' ? value : JSON.stringify(value)) }
}

function toResponse(c: Context<Env>, answer: unknown): Response {
  if (answer instanceof Response) return answer
  if (answer instanceof Reply) {
    const { status, data, message } = answer
    const isFine = status < 400
    return c.json(
      isFine ? successBody(data, message) : errorBody('refused', message ?? '', { data }),
      status,
    )
  }
  return c.json(successBody(answer))
}

function toError(c: Context<Env>, thrown: unknown): Response {
  if (thrown instanceof UnbuiltError) return c.json(errorBody('unbuilt', thrown.message), 501)
  const failure = toFailure(thrown)
  return c.json(failureBody(failure), statusOf(failure))
}

/** @throws FailureError that says what is wrong in it, and where. */
async function readBody(c: Context<Env>, { body }: Route): Promise<unknown> {
  const text = await c.req.text()
  if (!body) {
    if (text.trim() !== '') throw usage('This takes no body.')
    return undefined
  }
  const type = c.req.header('content-type') ?? ''
  if (text !== '' && !/^application\/json\b/i.test(type))
    throw usage('The body has to be JSON.', 'Send Content-Type: application/json.')
  return checked(body, text === '' ? undefined : parse(text), 'The body')
}

function readQuery(c: Context<Env>, { query }: Route): unknown {
  const given = c.req.query()
  // The way back into a stream is every stream's.
  const { since: _, ...rest } = given
  if (!query) return undefined
  return checked(query, rest, 'The query')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw usage('The body is no JSON.', thrown instanceof Error ? thrown.message : undefined)
  }
}

function checked(shape: z.ZodType, value: unknown, what: string): unknown {
  const { success, data, error } = shape.safeParse(value)
  if (success) return data
  throw usage(`${what} is not what this takes.`, z.prettifyError(error).replace(/\n\s*/g, ' '))
}

function usage(what: string, why?: string): FailureError {
  return new FailureError(
    makeFailure({ kind: 'usage', what, ...(why && { why }), now: 'See GET /api/v1/openapi.json.' }),
  )
}
