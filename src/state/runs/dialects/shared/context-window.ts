import type { EventBody } from '../../event.ts'

/** Percentage of the context window at which a warning is emitted. */
const WARN_AT = 80

/** Warns when the used part of the window reaches `WARN_AT`, and again only after it has been below `WARN_AT`. */
export function createContextWindow(): (used?: number, size?: number) => EventBody[] {
  let isWarned = false
  return (used, size) => {
    if (used === undefined || size === undefined || size === 0) return []
    const pctUsed = Math.round((used / size) * 1000) / 10
    const wasWarned = isWarned
    isWarned = pctUsed >= WARN_AT
    if (!isWarned || wasWarned) return []
    return [{ type: 'context_limit_warning', usedTokens: used, maxTokens: size, pctUsed }]
  }
}
