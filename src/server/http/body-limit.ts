import { bodyLimit } from 'hono/body-limit'
import { errorBody } from '../reply/reply.ts'

/** Largest request body in bytes. */
const BODY = 1024 * 1024

const tooLarge = errorBody('size', `The body is larger than the allowed ${BODY} bytes.`)

/** Refuses requests with a body that is too large. */
export function limitBody() {
  return bodyLimit({ maxSize: BODY, onError: c => c.json(tooLarge, 413) })
}
