import type { EventBody } from '../../event.ts'
import { NO_REASON } from '../shared/errors.ts'
import { ifDefined, isObject, type Json, numberAt, textAt } from '../shared/json.ts'
import type { AcpAgent } from './acp-agents.ts'

/** The event for an error response. The kind of error is in its code, in its data, or only in its text. */
export function acpFailure(error: Json, agent: AcpAgent): EventBody {
  const message = messageOf(error)
  const kind = textAt(error, 'data', 'errorKind') ?? textAt(error, 'data', 'errorName') ?? ''
  const code = numberAt(error, 'code')
  if (kind === 'ContextOverflowError') return contextExceeded(message)
  if (kind === 'rate_limit') return { type: 'rate_limit_error', message }
  if (code === NOT_LOGGED_IN || kind === 'authentication_failed') return denied(message, agent)
  return acpTextFailure(message, agent, codeOf(kind, code))
}

/** The event for an error that is known only by its text. */
export function acpTextFailure(message: string, agent: AcpAgent, code = 'agent_error'): EventBody {
  if (CONTEXT_FULL.test(message)) return contextExceeded(message)
  if (LIMITED.test(message)) return { type: 'rate_limit_error', message }
  if (LOCKED_OUT.test(message)) return denied(message, agent)
  return { type: 'error', code, message, recoverable: false }
}

/** Whether a text is only an error message. */
export function isErrorText(text: string): boolean {
  const isError = [CONTEXT_FULL, LIMITED, LOCKED_OUT, ERROR].some(each => each.test(text))
  return isError && text.length < LONGEST_ERROR
}

const NOT_LOGGED_IN = -32000
const LONGEST_ERROR = 2000
const CONTEXT_FULL =
  /prompt is too long|context window|exceeds the maximum number of tokens|context exceeds/i
const LIMITED = /\b429\b|rate.?limit/i
const LOCKED_OUT = /\b401\b|api key not valid|incorrect api key|authentication (failed|required)/i
const ERROR = /^\s*(api |internal )?error\b|\b(HTTP|status:?) [45]\d\d\b/i

/** The message of an error. Gemini's message contains the service's JSON; Qwen's message is in the data. */
export function messageOf(error: Json): string {
  const message = textAt(error, 'data', 'details') ?? textAt(error, 'message') ?? NO_REASON
  if (!message.startsWith('{')) return message
  try {
    const inner: unknown = JSON.parse(message)
    return isObject(inner) ? (textAt(inner, 'error', 'message') ?? message) : message
  } catch {
    // The text is not JSON: return it unchanged.
    return message
  }
}

function denied(message: string, { guidance }: AcpAgent): EventBody {
  return { type: 'auth_error', message, guidance }
}

function contextExceeded(message: string): EventBody {
  const [, used, limit] = TOKENS.exec(message) ?? []
  return {
    type: 'context_exceeded',
    message,
    ...ifDefined('usedTokens', used === undefined ? undefined : Number(used)),
    ...ifDefined('maxTokens', limit === undefined ? undefined : Number(limit)),
  }
}

const TOKENS = /~?(\d{1,12}) tokens \(limit (\d{1,12})\)/

function codeOf(kind: string, code: number | undefined): string {
  if (kind !== '') return kind.slice(0, 100)
  return code === undefined ? 'agent_error' : `rpc_${code}`
}
