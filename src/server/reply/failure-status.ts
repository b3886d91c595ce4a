import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Failure, FailureKind } from '../../state/model/failure.ts'

const STATUS: Readonly<Record<FailureKind, ContentfulStatusCode>> = {
  usage: 400,
  missing: 404,
  refused: 409,
  unreachable: 502,
  lost: 502,
  remote: 502,
  late: 504,
  bug: 500,
}

/** The HTTP status of a response that reports a failure. */
export function statusOf({ kind }: Failure): ContentfulStatusCode {
  return STATUS[kind]
}
