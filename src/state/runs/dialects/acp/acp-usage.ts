import type { EventBody } from '../../event.ts'
import {
  countAt,
  ifDefined,
  isObject,
  type Json,
  listAt,
  objectAt,
  textAt,
} from '../shared/json.ts'

/** Tokens from the answer to a prompt: in `usage`, or in `_meta.quota` (Gemini). */
export function acpTokenUsage(result: unknown): EventBody[] {
  const usage = objectAt(result, 'usage')
  const quota = objectAt(result, '_meta', 'quota', 'token_count')
  return acpTokens(Object.keys(usage).length > 0 ? usage : quota)
}

/**
 * The usage event; empty if input and output are 0, as after an error. Some agents count cached tokens as input too:
 * their total is then input plus output, and the cached tokens are subtracted from the input.
 */
export function acpTokens(usage: Json): EventBody[] {
  const input = countAt(usage, 'inputTokens') ?? countAt(usage, 'input_tokens') ?? 0
  const output = countAt(usage, 'outputTokens') ?? countAt(usage, 'output_tokens') ?? 0
  if (input === 0 && output === 0) return []
  const cached = countAt(usage, 'cachedReadTokens') ?? countAt(usage, 'cachedInputTokens')
  const written = countAt(usage, 'cachedWriteTokens')
  const thinking = countAt(usage, 'thoughtTokens')
  const isWithCache = countAt(usage, 'totalTokens') === input + output
  return [
    {
      type: 'token_usage',
      inputTokens: isWithCache ? Math.max(0, input - (cached ?? 0)) : input,
      outputTokens: output,
      ...ifDefined('thinkingTokens', thinking),
      ...ifDefined('cachedTokens', cached),
      ...ifDefined('cacheCreationTokens', written),
    },
  ]
}

/** The model that has answered; undefined if the answer does not say. */
export function acpModelOf(result: unknown): string | undefined {
  const [first] = listAt(result, '_meta', 'quota', 'model_usage').filter(isObject)
  return textAt(first, 'model')
}

/**
 * The cost of this run: the session's cost less its cost before the run. For a resumed session, the earlier cost is
 * known only if the agent reports it before the first prompt.
 */
export function createAcpCost(isTakenUp: boolean): {
  before(update: Json): void
  read(update: Json): EventBody[]
} {
  let before: number | null = isTakenUp ? null : 0
  let last: number | null = null

  function read(update: Json): EventBody[] {
    const amount = amountOf(update)
    if (amount === null) return []
    before ??= amount
    const totalUsd = Math.max(0, Number((amount - before).toFixed(9)))
    if (totalUsd === last || (isTakenUp && last === null && totalUsd === 0)) return []
    last = totalUsd
    return [{ type: 'cost', cost: { totalUsd } }]
  }

  return {
    before(update) {
      before = amountOf(update) ?? before
    },
    read,
  }
}

function amountOf(update: Json): number | null {
  const { amount, currency } = objectAt(update, 'cost')
  const isKnown = typeof amount === 'number' && Number.isFinite(amount) && currency === 'USD'
  return isKnown ? Math.max(0, amount) : null
}
