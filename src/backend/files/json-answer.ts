import type * as z from 'zod'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { firstMisfit } from './issue-text.ts'

/** The parts of an error message: what could not be read, and how to fix it. */
export interface Unreadable {
  readonly what: string
  readonly hint: string
  readonly host?: string
}

/** Maximum nesting of lists and objects: parsing millions of levels takes half a minute. */
const DEPTH_LIMIT = 100

/** Maximum characters of the reason that an error gives for output that cannot be parsed. */
const REASON_LENGTH = 200

/**
 * Parses the JSON output of another program. If the output does not fit the schema, the error names the JSON path of
 * the first misfit. `failure` says what could not be read, and how to fix it.
 */
export function readJsonAnswer<T>(text: string, schema: z.ZodType<T>, failure: Unreadable): T {
  const parsed = schema.safeParse(parse(text, failure))
  if (parsed.success) return parsed.data
  const { place, why } = firstMisfit(parsed.error)
  throw unreadable(`at ${place}: ${why}`, failure)
}

function parse(text: string, failure: Unreadable): unknown {
  if (isDeeper(text, DEPTH_LIMIT))
    throw unreadable(`it is nested more than ${DEPTH_LIMIT} levels deep`, failure)
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw unreadable(reasonOf(thrown), failure)
    throw thrown
  }
}

/** Whether brackets outside of strings are nested deeper than `limit`, counted in one pass. */
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
