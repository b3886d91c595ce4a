import type { End, Verdict } from './cell.ts'

/** What a verification, or the lack of one, says of a cell. */
export interface Scored {
  readonly verdict: Verdict
  readonly end: End
  readonly detail: string
  readonly exitCode: number | null
}

/** Ends of an agent after which there is work to be verified, whole or not. */
const WORTH: ReadonlySet<End> = new Set(['ok', 'agent_timeout', 'agent_exit'])

export function isWorthScoring(end: End): boolean {
  return WORTH.has(end)
}
