import type { EventBody } from '../../event.ts'
import { isObject, maybe, numberAt } from '../shared/json.ts'

/** How Codex says that something failed: a text, and in its app-server a kind beside it. */
export interface CodexError {
  readonly message: string
  /** `codexErrorInfo`: a name, or one name with a status: `{ httpConnectionFailed: { httpStatusCode } }`. */
  readonly info?: unknown
  /** What a person can do about a missing key. */
  readonly guidance: string
}

export function codexFailure({ message, info, guidance }: CodexError): EventBody {
  const name = nameOf(info)
  const status = statusOf(message, info)
  if (CONTEXT_FULL.test(message) || name === 'contextWindowExceeded') {
    return { type: 'context_exceeded', message }
  }
  const missing = MISSING.exec(message)?.[1]
  if (missing !== undefined) return authError(message, `Set ${missing} where the agent runs.`)
  if (status === 401 || name === 'unauthorized') return authError(message, guidance)
  if (isLimit(name, status)) return { type: 'rate_limit_error', message }
  return { type: 'error', code: codeOf(name, status), message, recoverable: false }
}

interface CodexRetry {
  readonly message: string
  /** Its reason, where the message has none. */
  readonly details?: string
  readonly info?: unknown
  /** Which retry of the turn it is; the message may have its own count. */
  readonly nth: number
}

/** A try that failed and is made again. */
export function codexRetry({ message, details, info, nth }: CodexRetry): EventBody[] {
  const [, attempt, most, cause] = RECONNECTING.exec(message) ?? []
  const reason = details ?? cause ?? message
  const retry: EventBody = {
    type: 'retry',
    attempt: toCount(attempt) ?? nth,
    ...maybe('maxAttempts', toCount(most)),
    reason,
  }
  const isLimited = isLimit(nameOf(info), statusOf(reason, info))
  return isLimited ? [retry, { type: 'rate_limited' }] : [retry]
}

export function isCodexRetry(message: string): boolean {
  return message.startsWith('Reconnecting...')
}

const RECONNECTING = /^Reconnecting\.\.\. (?:(\d+)\/(\d+))?\s*(?:\((.*)\))?/s
const CONTEXT_FULL = /ran out of room in the model's context window/
const MISSING = /Missing environment variable:? [`'"]?([A-Za-z_][A-Za-z0-9_]*)/
const STATUS = /\bstatus:? (\d{3})\b/

function authError(message: string, guidance: string): EventBody {
  return { type: 'auth_error', message, guidance }
}

function isLimit(name: string | undefined, status: number | undefined): boolean {
  return name === 'usageLimitExceeded' || name === 'rateLimitExceeded' || status === 429
}

function nameOf(info: unknown): string | undefined {
  if (typeof info === 'string') return info
  return isObject(info) ? Object.keys(info)[0] : undefined
}

function statusOf(message: string, info: unknown): number | undefined {
  const name = nameOf(info)
  const told =
    isObject(info) && name !== undefined ? numberAt(info, name, 'httpStatusCode') : undefined
  return told ?? toCount(STATUS.exec(message)?.[1])
}

/** An error's code as the events have it: `serverOverloaded` is `server_overloaded`. */
function codeOf(name: string | undefined, status: number | undefined): string {
  if (name) return name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`).slice(0, 100)
  return status === undefined ? 'turn_failed' : `http_${status}`
}

function toCount(digits: string | undefined): number | undefined {
  const count = digits === undefined ? Number.NaN : Number(digits)
  return Number.isSafeInteger(count) ? count : undefined
}
