import { type Failure, sentence } from '../model/failure.ts'

/** A failure as a JSON document: its parts, and the whole as one line. */
export function failureJson(failure: Failure) {
  const { kind, host = null, what, why = null, now = null } = failure
  return { kind, host, what, why, now, sentence: sentence(failure) }
}
