import type { EventBody } from '../../event.ts'
import { maybe } from './json.ts'

/** Tokens with the same meaning for all agents: input excludes cached tokens, output includes thinking. */
export interface Tokens {
  readonly input: number
  readonly output: number
  readonly thinking?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
}

export function addTokens(one: Tokens, other: Tokens): Tokens {
  return {
    input: plus(one.input, other.input),
    output: plus(one.output, other.output),
    ...maybe('thinking', sum(one.thinking, other.thinking)),
    ...maybe('cacheRead', sum(one.cacheRead, other.cacheRead)),
    ...maybe('cacheWrite', sum(one.cacheWrite, other.cacheWrite)),
  }
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : plus(one ?? 0, other ?? 0)
}

/** Invalid counts may add up to a wrong sum, which must still be a safe integer. */
function plus(one: number, other: number): number {
  return Math.min(one + other, Number.MAX_SAFE_INTEGER)
}

/** The usage event; empty if all counts are 0, as for a call that the service has refused. */
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
    ...maybe('thinkingTokens', thinking),
    ...maybe('cachedTokens', cacheRead),
    ...maybe('cacheCreationTokens', cacheWrite),
  }
}

export type Cost = Extract<EventBody, { type: 'cost' }>['cost']

/** Maximum cost, so that invalid values remain finite. */
const MOST_USD = 1e9

/** Rounded to billionths, because sums and differences of the agents' values have rounding errors. */
export function costOf(usd: number, tokens?: Tokens): Cost {
  const totalUsd = Math.round(Math.min(Math.max(0, usd), MOST_USD) * 1e9) / 1e9
  return { totalUsd, ...(tokens && tokenFields(tokens)) }
}
