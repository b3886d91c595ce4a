import type { EventBody } from '../../event.ts'
import { maybe } from './json.ts'

/** Tokens in one meaning for all agents: input without what came from the cache, output with what was thought. */
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

/** A stream that writes nonsense adds up to nonsense, which must still be a whole number. */
function plus(one: number, other: number): number {
  return Math.min(one + other, Number.MAX_SAFE_INTEGER)
}

/** None where nothing was used: a call that the service has refused. */
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

/** Keeps a figure that is none finite. */
const MOST_USD = 1e9

/** Rounded to billionths: sums and differences of the agents' figures have tails that mean nothing. */
export function costOf(usd: number, tokens?: Tokens): Cost {
  const totalUsd = Math.round(Math.min(Math.max(0, usd), MOST_USD) * 1e9) / 1e9
  return { totalUsd, ...(tokens && tokenFields(tokens)) }
}
