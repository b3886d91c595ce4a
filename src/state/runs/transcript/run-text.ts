import type { RunEnd } from '../../model/fleet-run.ts'
import { clean } from '../../text/clean.ts'
import type { RunResult } from '../result-schema.ts'

/** The end of a run in one line: reason, duration, tokens and cost. */
export function endText(result: RunResult): RunEnd {
  const { exitReason, durationMs, cost, tokenUsage, error } = result
  const parts = [
    error ? `${exitReason}: ${error.message}` : exitReason,
    `${(durationMs / 1000).toFixed(1)} s`,
    tokenUsage &&
      `${tokenUsage.inputTokens + (tokenUsage.cachedTokens ?? 0)} tokens in, ${tokenUsage.outputTokens} out`,
    cost && moneyText(cost.totalUsd),
  ]
  return { isOk: error === null, words: clean(parts.filter(Boolean).join(', ')) }
}

export function moneyText(dollars: number): string {
  return `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`
}
