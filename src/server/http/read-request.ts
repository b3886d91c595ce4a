import type { Context } from 'hono'
import type { Env } from '../access/gate.ts'
import { type ApiRequest, usage } from '../api/request/perform.ts'

export function readRequest(c: Context<Env>): ApiRequest {
  // Leaves out the parameter `since`, with which a client resumes a stream. Streams read this parameter themselves.
  const { since: _, ...query } = c.req.query()
  return {
    caller: c.get('caller'),
    from: c.get('from'),
    params: c.req.param(),
    query,
    request: c.req.raw,
    readBody: () => readBody(c),
  }
}

/** Reads the body of a request. @throws FailureError if the body is not JSON, or not declared as JSON. */
async function readBody(c: Context<Env>): Promise<unknown> {
  const text = await c.req.text()
  if (text.trim() === '') return undefined
  // A form of another site cannot send this content type without a CORS preflight.
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw usage('The body must be JSON.', 'its Content-Type is not application/json')
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw usage('The body is not valid JSON.', thrown instanceof Error ? thrown.message : undefined)
  }
}
