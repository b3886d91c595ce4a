import type { ReportedEnd, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { addCounts } from '../../token-sum.ts'
import { createContextWindow } from '../shared/context-window.ts'
import { NO_REASON } from '../shared/errors.ts'
import {
  countAt,
  ifDefined,
  isObject,
  type Json,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from '../shared/json.ts'
import { type Cost, costOf, type Tokens, tokenUsage } from '../shared/usage.ts'
import type { ClaudeParts } from './claude-parts.ts'

/** `result` lines, which end turns: one for each prompt, and one for each subagent that continued in the background. */
export interface ClaudeResults {
  read(line: unknown, context: number): EventBody[]
  closing(): ReportedEnd
  /** Called when a new turn begins: the last result was not the end of the run. */
  reopen(): void
  /** The cost of the whole run; undefined: the agent has not reported it. */
  cost(): Cost | undefined
}

export function createClaudeResults(speech: Speech, parts: ClaudeParts): ClaudeResults {
  const { spoken, conversation } = parts
  const bill = createBill(speech)
  const warn = createContextWindow()
  let closing: ReportedEnd = null

  function read(line: unknown, context: number): EventBody[] {
    const told = objectAt({ line }, 'line')
    closing = closingOf(told)
    const ran = countAt(told, 'num_turns') !== 0
    const { tokens, cost } = bill.take(told)
    const usage = tokenUsage(tokens)
    const paid = cost && (usage.length > 0 || cost.totalUsd > 0) ? cost : undefined
    return [
      ...spoken.stop(),
      ...(ran ? conversation.openTurn() : []),
      ...conversation.closeStep(),
      ...refusals(told, parts.refused),
      ...ending(told, closing, parts),
      ...usage,
      ...(paid ? costSoFar(bill.total()) : []),
      ...warn(context, windowOf(told)),
      ...conversation.closeTurn(paid),
    ]
  }

  return {
    read,
    closing: () => closing,
    reopen: () => {
      closing = null
    },
    cost: bill.total,
  }
}

/** The `cost` event has the cost of the run so far, `turn_end` the cost of the turn. */
function costSoFar(cost: Cost | undefined): EventBody[] {
  return cost === undefined ? [] : [{ type: 'cost', cost }]
}

/** How a turn ended. A service error has the subtype `success` too. */
function closingOf(told: Json): ReportedEnd {
  const reason = textAt(told, 'terminal_reason') ?? ''
  const subtype = textAt(told, 'subtype')
  if (reason.startsWith('aborted')) return 'interrupted'
  if (subtype === 'error_max_turns' || reason === 'max_turns') return 'turn_limit'
  return subtype === 'success' && told.is_error !== true ? 'completed' : 'failed'
}

function ending(told: Json, closing: ReportedEnd, { problems }: ClaudeParts): EventBody[] {
  if (closing === 'interrupted') return [{ type: 'interrupted' }]
  if (closing === 'turn_limit')
    return [{ type: 'turn_limit', ...ifDefined('maxTurns', limit(told)) }]
  if (closing === 'completed') return []
  const reason = textAt(told, 'terminal_reason')
  const kind = reason === 'prompt_too_long' ? reason : textAt(told, 'api_error_type')
  const subtype = textAt(told, 'subtype')
  const message = messageOf(told) ?? subtype ?? NO_REASON
  const named = kind ?? (subtype === 'success' ? reason : subtype)
  return problems.conclude({ message, kind: named, status: countAt(told, 'api_error_status') })
}

/** The number in "Reached maximum number of turns (1)". */
function limit(told: Json): number | undefined {
  const found = /\((\d{1,9})\)/.exec(errorsOf(told))
  return found ? Number(found[1]) : undefined
}

function messageOf(told: Json): string | undefined {
  const words = [textAt(told, 'result'), errorsOf(told), textAt(told, 'error')]
  return [...words, textAt(told, 'error', 'message')].find(Boolean)
}

function errorsOf(told: Json): string {
  return listAt(told, 'errors')
    .filter(each => typeof each === 'string')
    .join('\n')
}

/** Refused calls that no earlier line of the output has reported as refused. */
function refusals(told: Json, refused: Set<string>): EventBody[] {
  return listAt(told, 'permission_denials').flatMap((each): EventBody[] => {
    const id = textAt(each, 'tool_use_id')
    if (id === undefined || refused.has(id)) return []
    refused.add(id)
    return [{ type: 'approval_denied', interactionId: id }]
  })
}

/** The largest context window: it belongs to the main model, because helper models have smaller ones. */
function windowOf(told: Json): number {
  const models = Object.values(objectAt(told, 'modelUsage'))
  return Math.max(0, ...models.map(model => countAt(model, 'contextWindow') ?? 0))
}

interface Spent {
  readonly tokens: Tokens
  readonly usd: number
}

/**
 * Computes the tokens and the cost of each turn from its `result` line. In that line, `usage` lacks the model calls of
 * subagents and interrupted calls; `model_usage_since_last_result` has them. In a resumed session, the first `result`
 * may also count earlier runs. So its `model_usage_since_last_result` is used only if it costs less than
 * `total_cost_usd` of the line, which shows that the agent has subtracted the earlier runs. Otherwise the cost is
 * unknown.
 */
function createBill({ session, fork }: Speech) {
  let fresh = session === undefined && fork === undefined
  let before = 0
  let total: number | undefined = 0
  let used: Tokens = { input: 0, output: 0 }

  function take(told: Json): { readonly tokens: Tokens; readonly cost?: Cost } {
    const since = spentIn(told.model_usage_since_last_result)
    const whole = dollarsAt(told, 'total_cost_usd')
    const trusted = since && (fresh || since.usd < (whole ?? 0)) ? since : undefined
    const usd =
      trusted?.usd ?? (fresh && whole !== undefined ? Math.max(0, whole - before) : undefined)
    const tokens = trusted?.tokens ?? usageOf(told)
    fresh = true
    before = whole ?? before
    total = usd === undefined || total === undefined ? undefined : total + usd
    used = addCounts(used, tokens)
    return usd === undefined ? { tokens } : { tokens, cost: costOf(usd, tokens) }
  }

  return {
    take,
    total: (): Cost | undefined => (total === undefined ? undefined : costOf(total, used)),
  }
}

function spentIn(models: unknown): Spent | undefined {
  if (!isObject(models)) return undefined
  return Object.values(models).reduce<Spent>(
    (sum, model) => ({
      tokens: addCounts(sum.tokens, modelTokens(model)),
      usd: sum.usd + (dollarsAt(model, 'costUSD') ?? 0),
    }),
    { tokens: { input: 0, output: 0 }, usd: 0 },
  )
}

function dollarsAt(value: unknown, name: string): number | undefined {
  const found = numberAt(value, name)
  return found !== undefined && found >= 0 ? found : undefined
}

function modelTokens(model: unknown): Tokens {
  return {
    input: countAt(model, 'inputTokens') ?? 0,
    output: countAt(model, 'outputTokens') ?? 0,
    ...ifDefined('thinking', countAt(model, 'thinkingTokens')),
    ...ifDefined('cacheRead', countAt(model, 'cacheReadInputTokens')),
    ...ifDefined('cacheWrite', countAt(model, 'cacheCreationInputTokens')),
  }
}

/** The tokens of a turn. Qwen's input includes cached tokens, as its total shows; Claude's does not. */
function usageOf(told: Json): Tokens {
  const usage = objectAt(told, 'usage')
  const [input, output] = [
    countAt(usage, 'input_tokens') ?? 0,
    countAt(usage, 'output_tokens') ?? 0,
  ]
  const cached = countAt(usage, 'cache_read_input_tokens')
  const within = countAt(usage, 'total_tokens') === input + output ? (cached ?? 0) : 0
  return {
    input: Math.max(0, input - within),
    output,
    ...ifDefined('thinking', countAt(usage, 'output_tokens_details', 'thinking_tokens')),
    ...ifDefined('cacheRead', cached),
    ...ifDefined('cacheWrite', countAt(usage, 'cache_creation_input_tokens')),
  }
}
