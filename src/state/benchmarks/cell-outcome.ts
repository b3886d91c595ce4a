import type { End, Verdict } from './cell.ts'

/** The result of a cell, also of one that ended before its work was verified (verdict `none`). */
export interface CellOutcome {
  readonly verdict: Verdict
  readonly end: End
  readonly detail: string
  readonly exitCode: number | null
}

/** How an agent ended if it left work that can be verified, complete or not. */
const WORTH: ReadonlySet<End> = new Set(['ok', 'agent_timeout', 'agent_exit'])

export function isWorthScoring(end: End): boolean {
  return WORTH.has(end)
}
