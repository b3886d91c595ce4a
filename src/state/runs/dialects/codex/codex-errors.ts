import type { EventBody } from '../../event.ts'
import { ifDefined, isObject, numberAt } from '../shared/json.ts'

/** An error of Codex: a text, and from the app-server also a kind. */
export interface CodexError {
  readonly message: string
  /** `codexErrorInfo`: a name, or an object of a name and a status: `{ httpConnectionFailed: { httpStatusCode } }`. */
  readonly info?: unknown
  /** What the user can do if the model provider refuses the agent, because the login or the API key is missing. */
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
  /** The reason for the retry, if `message` does not contain it. */
  readonly details?: string
  readonly info?: unknown
  /** Number of the retry within the turn, used if the message has no count. */
  readonly nth: number
}

/** Events for a failed attempt that Codex retries. */
export function codexRetry({ message, details, info, nth }: CodexRetry): EventBody[] {
  const [, attempt, most, cause] = RECONNECTING.exec(message) ?? []
  const reason = details ?? cause ?? message
  const retry: EventBody = {
    type: 'retry',
    attempt: toCount(attempt) ?? nth,
    ...ifDefined('maxAttempts', toCount(most)),
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

/** The error code for the event: `serverOverloaded` becomes `server_overloaded`. */
function codeOf(name: string | undefined, status: number | undefined): string {
  if (name) return name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`).slice(0, 100)
  return status === undefined ? 'turn_failed' : `http_${status}`
}

function toCount(digits: string | undefined): number | undefined {
  const count = digits === undefined ? Number.NaN : Number(digits)
  return Number.isSafeInteger(count) ? count : undefined
}
