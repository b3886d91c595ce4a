import type { z } from 'zod'
import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** What could not be read, where, and what to do. */
export interface Unreadable {
  readonly what: string
  readonly hint: string
  readonly host?: string
}

/** Lists and objects within each other; to parse millions of them takes half a minute. */
const DEPTH_LIMIT = 100

/** Nobody reads more of a reason. */
const REASON_LENGTH = 200

/**
 * Reads the JSON that another program printed. Whatever it is, what comes back fits the schema, or the failure
 * says at which place it does not. `failure`: what could not be read, and what to do.
 */
export function readJsonAnswer<T>(text: string, schema: z.ZodType<T>, failure: Unreadable): T {
  const parsed = schema.safeParse(parse(text, failure))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue?.path.map(String).join('.') || 'the top'
  throw unreadable(`at ${place}: ${issue?.message ?? 'it has another shape'}`, failure)
}

function parse(text: string, failure: Unreadable): unknown {
  if (isDeeper(text, DEPTH_LIMIT))
    throw unreadable(`it is nested more than ${DEPTH_LIMIT} deep`, failure)
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw unreadable(reasonOf(thrown), failure)
    throw thrown
  }
}

/** Counts the brackets that stand in no string, in one pass. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString && char === '\\') at++
    else if (char === '"') inString = !inString
    else if (inString) continue
    else if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth--
    if (depth > limit) return true
  }
  return false
}

function unreadable(why: string, failure: Unreadable): FailureError {
  const plain = why.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, REASON_LENGTH)
  return new FailureError({ kind: 'remote', ...failure, why: plain })
}
