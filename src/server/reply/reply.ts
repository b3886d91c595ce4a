import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { failureJson } from '../../state/json/failure-json.ts'
import type { Failure } from '../../state/model/failure.ts'

/** The result of a route that sets its HTTP status, and perhaps a sentence for the user (`message`). */
export class Reply {
  readonly status: ContentfulStatusCode
  readonly data: unknown
  readonly message: string | undefined

  constructor(status: ContentfulStatusCode, data: unknown, message?: string) {
    this.status = status
    this.data = data
    this.message = message
  }
}

/** The body of every successful response. */
export function successBody(data: unknown, message?: string) {
  return { success: true, data, ...(message !== undefined && { message }) }
}

/** The body of every error. `error`: a word for programs; `message`: a sentence for the user. */
export function errorBody(
  error: string,
  message: string,
  more: { failure?: Failure; data?: unknown } = {},
) {
  const { failure, data } = more
  return {
    success: false,
    error,
    message,
    ...(failure && { failure: failureJson(failure) }),
    ...(data != null && { data }),
  }
}

export function failureBody(failure: Failure) {
  const json = failureJson(failure)
  return errorBody(failure.kind, json.sentence, { failure })
}
