import { randomBytes } from 'node:crypto'
import type * as z from 'zod'
import { FailureError, makeFailure, toFailure } from '../../../state/model/failure.ts'
import { includesRole } from '../../access/role.ts'
import type { Token } from '../../access/token.ts'
import { type AuditEntry, type AuditLog, contentOf } from '../../audit/audit-log.ts'
import { statusOf } from '../../reply/failure-status.ts'
import { errorBody, failureBody, Reply, successBody } from '../../reply/reply.ts'
import { issuesText } from './body-issues.ts'
import type { ApiCall, ApiContext, Route } from './route.ts'

/** One request, which came over HTTP or from an MCP tool call. */
export interface ApiRequest {
  readonly caller: Token
  /** The address of the client, as text. */
  readonly from: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Reads the body as JSON. @throws FailureError if it is not JSON. */
  readonly readBody: () => Promise<unknown>
  readonly request: Request
}

/** Answers one request to a route: checks the permission and the input, writes the audit log, runs the route. */
export async function perform(
  route: Route,
  api: ApiContext,
  audit: AuditLog,
  asked: ApiRequest,
): Promise<Response> {
  const { caller } = asked
  const isAct = route.method !== 'GET'
  const entry = auditEntry(route, api, asked)
  let receipts: AuditEntry['receipts']
  const note = (counts: NonNullable<typeof receipts>) => {
    receipts = counts
  }
  const answered = async (answer: Response) => {
    // The caller needs the answer, which says what was done, even if it cannot be logged; the next action is refused.
    if (isAct)
      await audit
        .write({ ...entry, status: answer.status, ...(receipts && { receipts }) })
        .catch(unlessFailed)
    return answer
  }
  if (!includesRole(caller.role, route.role) || (caller.scope && !route.scoped))
    return answered(json(errorBody('role', whyNotAllowed(route, caller)), 403))
  try {
    const body = checkBody(route, await asked.readBody())
    const query = route.query && checked(route.query, asked.query, 'The query')
    if (isAct) await audit.write({ ...entry, phase: 'asked', ...noteOf(route, body) })
    const { params, request } = asked
    const call: ApiCall = { ...api, caller, params, body, query, request, note }
    return await answered(toResponse(await route.run(call)))
  } catch (thrown) {
    return answered(toError(thrown))
  }
}

function unlessFailed(thrown: unknown): void {
  if (!(thrown instanceof FailureError)) throw thrown
}

function whyNotAllowed({ role }: Route, caller: Token): string {
  const limit = caller.scope ? 'one session' : `the role ${caller.role}`
  return `This request needs the role ${role}, but your token is limited to ${limit}. For a token without this limit, press Enter where \`fleetmux server\` runs, and open the link that it prints.`
}

function auditEntry(
  route: Route,
  { now }: ApiContext,
  { caller, from, params }: ApiRequest,
): AuditEntry {
  const { id, name, role } = caller
  return {
    at: new Date(now()).toISOString(),
    request: randomBytes(6).toString('hex'),
    phase: 'done',
    token: { id, name, role },
    from,
    act: `${route.method} ${route.path}`,
    on: Object.values(params).join(' '),
  }
}

/**
 * What the audit log stores instead of a sent text or file: its size and digest. `content`: the name of the field of
 * `body` that contains the text or file.
 */
function noteOf({ content }: Route, body: unknown): Pick<AuditEntry, 'content'> {
  const value =
    content && typeof body === 'object' && body !== null ? Reflect.get(body, content) : ''
  if (!value) return {}
  return { content: contentOf(typeof value === 'string' ? value : JSON.stringify(value)) }
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status })
}

function toResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer
  if (!(answer instanceof Reply)) return json(successBody(answer))
  const { status, data, message } = answer
  return status < 400
    ? json(successBody(data, message), status)
    : json(errorBody('refused', message ?? '', { data }), status)
}

function toError(thrown: unknown): Response {
  const failure = toFailure(thrown)
  return json(failureBody(failure), statusOf(failure))
}

/** Validates the body. @throws FailureError that names the invalid field. */
function checkBody({ body: shape }: Route, body: unknown): unknown {
  if (shape) return checked(shape, body, 'The body')
  if (body === undefined) return undefined
  throw usage('This request takes no body. Nothing was done.')
}

function checked(shape: z.ZodType, value: unknown, what: string): unknown {
  const { success, data, error } = shape.safeParse(value)
  if (success) return data
  throw usage(`${what} is invalid for this request.`, issuesText(shape, value, error))
}

export function usage(what: string, why?: string): FailureError {
  return new FailureError(
    makeFailure({
      kind: 'usage',
      what,
      ...(why && { why }),
      hint: 'GET /api/v1/openapi.json describes all requests.',
    }),
  )
}
