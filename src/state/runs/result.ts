import type { EventBody } from './event.ts'
import type { RunResult } from './result-schema.ts'
import { addCounts } from './token-sum.ts'

/** Why a run failed, as a code for programs that read the result. */
export type ErrorCode =
  | 'AUTH_ERROR'
  | 'RATE_LIMITED'
  | 'CONTEXT_EXCEEDED'
  | 'TIMEOUT'
  | 'AGENT_CRASH'
  | 'ABORTED'
  | 'AGENT_ERROR'
  | 'SESSION_NOT_FOUND'
  | 'OUTPUT_LIMIT'
  | 'HOST_LOST'
  | 'TURN_LIMIT'
  | 'CONTAINER_ERROR'
  | 'AGENT_NOT_INSTALLED'

/** Exit codes of `fleetmux run`, the same as those of the program agent-mux, so that scripts for it also work. */
export const RUN_EXITS = {
  ok: 0,
  general: 1,
  usage: 2,
  unknownAgent: 3,
  notInstalled: 4,
  auth: 5,
  capability: 6,
  config: 7,
  noSession: 8,
  profile: 9,
  plugin: 10,
  timeout: 11,
  crash: 12,
  aborted: 13,
  rateLimited: 14,
  contextExceeded: 15,
} as const

const BY_CODE: Readonly<Partial<Record<string, number>>> = {
  AGENT_NOT_INSTALLED: RUN_EXITS.notInstalled,
  CONTAINER_ERROR: RUN_EXITS.general,
  AUTH_ERROR: RUN_EXITS.auth,
  RATE_LIMITED: RUN_EXITS.rateLimited,
  CONTEXT_EXCEEDED: RUN_EXITS.contextExceeded,
  SESSION_NOT_FOUND: RUN_EXITS.noSession,
} satisfies Partial<Record<ErrorCode, number>>

/** The exit code of `fleetmux run`. */
export function exitCodeOf({ exitReason, error }: RunResult): number {
  const byError = error ? BY_CODE[error.code] : undefined
  if (byError !== undefined) return byError
  if (exitReason === 'completed') return RUN_EXITS.ok
  if (exitReason === 'timeout' || exitReason === 'inactivity') return RUN_EXITS.timeout
  if (exitReason === 'aborted' || exitReason === 'interrupted') return RUN_EXITS.aborted
  if (exitReason === 'turn_limit') return RUN_EXITS.general
  return error?.code === 'AGENT_ERROR' ? RUN_EXITS.general : RUN_EXITS.crash
}

/** Cost, tokens and error of a run, accumulated from its events. */
export interface Sum {
  readonly cost: RunResult['cost']
  readonly tokenUsage: RunResult['tokenUsage']
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

const NONE = { inputTokens: 0, outputTokens: 0 }

export const EMPTY_SUM: Sum = { cost: null, tokenUsage: null, error: null }

/**
 * Adds an event to `sum`, the cost, tokens and error of a run so far: a new cost replaces the cost, tokens are added.
 * Recoverable errors are ignored. An event of the general type `error` does not replace an earlier error.
 */
export function addUp(sum: Sum, event: EventBody): Sum {
  switch (event.type) {
    case 'cost':
      return { ...sum, cost: event.cost }
    case 'token_usage': {
      const { inputTokens, outputTokens, thinkingTokens, cachedTokens, cacheCreationTokens } = event
      const more = { thinkingTokens, cachedTokens, cacheCreationTokens }
      const next = { inputTokens, outputTokens, ...more }
      return { ...sum, tokenUsage: addCounts(sum.tokenUsage ?? NONE, next) }
    }
    case 'auth_error':
      return withError(sum, 'AUTH_ERROR', event.message)
    case 'rate_limit_error':
      return withError(sum, 'RATE_LIMITED', event.message)
    case 'context_exceeded':
      return withError(
        sum,
        'CONTEXT_EXCEEDED',
        event.message ?? 'The context of the model is full.',
      )
    case 'error':
      return event.recoverable || sum.error ? sum : withError(sum, kindOf(event), event.message)
    default:
      return sum
  }
}

/** The error code of an agent's error. Programs that resume sessions need to recognize a missing session. */
function kindOf({ code }: Extract<EventBody, { type: 'error' }>): ErrorCode {
  return code === 'session_not_found' ? 'SESSION_NOT_FOUND' : 'AGENT_ERROR'
}

function withError(sum: Sum, code: ErrorCode, message: string): Sum {
  return { ...sum, error: { code, message } }
}
