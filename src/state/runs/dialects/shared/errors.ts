import type { EventBody } from '../../event.ts'
import { ifDefined } from './json.ts'

/** The message of a failure for which the agent gives no reason. */
export const NO_REASON = 'The agent failed and gave no reason.'

/** An error as reported by an agent. */
export interface AgentError {
  readonly message: string
  /** The agent's name for the kind of error. */
  readonly kind?: string
  /** HTTP status with which the model's API has answered. */
  readonly status?: number
  readonly retryAfterMs?: number
  readonly recoverable?: boolean
}

/** Agents whose errors are read. Each has its own instructions for a login. */
export type Agent = 'claude' | 'amplihack' | 'amp' | 'qwen' | 'gemini' | 'opencode' | 'copilot'

const CLAUDE_LOGIN =
  'Set ANTHROPIC_API_KEY on the host, or run `claude` there and log in with /login.'

/** What the user can do if the login is refused. */
const GUIDANCE: Readonly<Record<Agent, string>> = {
  claude: CLAUDE_LOGIN,
  amplihack: CLAUDE_LOGIN,
  amp: 'Set AMP_API_KEY on the host, or run `amp login` there.',
  qwen: 'Set OPENAI_API_KEY (and OPENAI_BASE_URL, OPENAI_MODEL) on the host, or run `qwen` there and log in with /auth.',
  gemini: 'Set GEMINI_API_KEY on the host, or run `gemini` there and log in.',
  opencode: "Set the provider's own variable on the host, or run `opencode auth login` there.",
  copilot:
    'Set COPILOT_GITHUB_TOKEN or GH_TOKEN on the host, or run `copilot` there and log in with /login; with a provider of your own set COPILOT_PROVIDER_API_KEY.',
}

const CONTEXT =
  /prompt is too long|context[ _](?:length|window)|maximum number of tokens|context_length_exceeded|contextoverflow/i
const AUTH =
  /api key not valid|invalid api key|incorrect api key|not logged in|authentication[ _](?:failed|error)|unauthori[sz]ed|invalid_api_key|please (?:run \/?login|log in|sign in)|no authentication/i
const NO_SESSION = /no conversation found|session not found/i
const RATE = /rate[ _]limit|too many requests|\(429\)|RESOURCE_EXHAUSTED/i

export function errorEvent(agent: Agent, told: AgentError): EventBody {
  const { message } = told
  const family = familyOf(told)
  if (family === 'auth') return authError(agent, message)
  if (family === 'context') return { type: 'context_exceeded', message, ...contextNumbers(message) }
  if (family === 'rate') {
    const retryAfterMs = told.retryAfterMs ?? retryAfter(message)
    return { type: 'rate_limit_error', message, ...ifDefined('retryAfterMs', retryAfterMs) }
  }
  const recoverable = told.recoverable ?? passes(told)
  return { type: 'error', code: codeOf(told), message, recoverable }
}

function codeOf({ message, kind, status }: AgentError): string {
  if (NO_SESSION.test(message)) return 'session_not_found'
  return kind ?? (status === undefined ? 'unknown' : String(status))
}

/** Whether the service has failed, so that a retry may succeed. */
function passes({ kind = '', status = 0 }: AgentError): boolean {
  return status >= 500 || /overloaded|server_error/.test(kind)
}

export function authError(agent: Agent, message: string): EventBody {
  return { type: 'auth_error', message, guidance: GUIDANCE[agent] }
}

/** The kind of an error. Status and the agent's `kind` take precedence over the text. */
function familyOf({
  message,
  kind = '',
  status,
}: AgentError): 'auth' | 'context' | 'rate' | 'other' {
  if (status === 401 || status === 403 || /auth/i.test(kind)) return 'auth'
  if (status === 429 || /rate_?limit/i.test(kind)) return 'rate'
  if (CONTEXT.test(kind) || /prompt_too_long/.test(kind) || CONTEXT.test(message)) return 'context'
  if (AUTH.test(message)) return 'auth'
  return RATE.test(message) ? 'rate' : 'other'
}

/** Requested and maximum number of tokens, in the forms that services write. */
const NUMBERS: readonly RegExp[] = [
  /~?(?<used>\d+) tokens \(limit (?<most>\d+)\)/,
  /(?<used>\d+) tokens > (?<most>\d+)/,
  /maximum context length is (?<most>\d+) tokens.*?resulted in (?<used>\d+)/s,
  /token count \((?<used>\d+)\) exceeds.*?\((?<most>\d+)\)/s,
]

function contextNumbers(message: string): { usedTokens?: number; maxTokens?: number } {
  const found = NUMBERS.map(each => each.exec(message)?.groups).find(Boolean)
  return {
    ...ifDefined('usedTokens', whole(found?.used)),
    ...ifDefined('maxTokens', whole(found?.most)),
  }
}

function whole(digits: string | undefined): number | undefined {
  const number = Number(digits)
  return digits !== undefined && Number.isSafeInteger(number) ? number : undefined
}

/** Reads a waiting time, in milliseconds, from texts such as `Please try again in 1s`, `in 250ms`, `in 1.5 seconds`. */
function retryAfter(message: string): number | undefined {
  const found = /(?:try again|retry) in (\d{1,9}(?:\.\d{1,6})?) ?(ms|s)/i.exec(message)
  if (!found) return undefined
  return Math.round(Number(found[1]) * (found[2] === 'ms' ? 1 : 1000))
}
