import { reasonOf } from '../state/model/failure.ts'

/**
 * Why a file operation of Node failed, in the words of the system: without the error code, and without the path, which
 * the sentence of the failure names (Node may name a temporary file that the user does not know).
 */
export function fileReason(thrown: unknown): string {
  const text = reasonOf(thrown)
  return /^E[A-Z0-9]+: (.+), [a-z]+\b/.exec(text)?.[1] ?? text
}
