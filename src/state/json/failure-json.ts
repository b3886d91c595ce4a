import { type Failure, sentence } from '../model/failure.ts'

/** A failure as a JSON document: its fields, and all of it as one sentence. */
export function failureJson(failure: Failure) {
  const { kind, host = null, what, why = null, hint = null } = failure
  return { kind, host, what, why, now: hint, sentence: sentence(failure) }
}
