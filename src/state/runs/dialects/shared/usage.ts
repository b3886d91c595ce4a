import type { EventBody } from '../../event.ts'
import { ifDefined } from './json.ts'

/** Tokens with the same meaning for all agents: input excludes cached tokens, output includes thinking. */
export interface Tokens {
  readonly input: number
  readonly output: number
  readonly thinking?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
}

/** The usage event; none if all counts are 0, as for a call that the model's API has refused. */
export function tokenUsage(tokens: Tokens): EventBody[] {
  const { input, output, cacheRead = 0, cacheWrite = 0 } = tokens
  return input + output + cacheRead + cacheWrite > 0
    ? [{ type: 'token_usage', ...tokenFields(tokens) }]
    : []
}

function tokenFields({ input, output, thinking, cacheRead, cacheWrite }: Tokens) {
  return {
    inputTokens: input,
    outputTokens: output,
    ...ifDefined('thinkingTokens', thinking),
    ...ifDefined('cachedTokens', cacheRead),
    ...ifDefined('cacheCreationTokens', cacheWrite),
  }
}

export type Cost = Extract<EventBody, { type: 'cost' }>['cost']

/** Maximum cost, so that invalid values remain finite. */
const MOST_USD = 1e9

/**
 * The cost, rounded to billionths of a dollar, because sums and differences of the agents' values have rounding errors.
 */
export function costOf(usd: number, tokens?: Tokens): Cost {
  const totalUsd = Math.round(Math.min(Math.max(0, usd), MOST_USD) * 1e9) / 1e9
  return { totalUsd, ...(tokens && tokenFields(tokens)) }
}
