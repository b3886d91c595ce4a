import type { UiIntent } from '../model/intent.ts'

/** Number of scrollback lines of each pane that a search from the screen covers (`fleetmux grep` has a flag for it). */
const SEARCHED = 5000

/** The search for a literal text. It ignores case unless the text has capitals. */
export function searchIntent(pattern: string): UiIntent {
  const ignoreCase = pattern === pattern.toLowerCase()
  return { type: 'search-fleet', pattern, lines: SEARCHED, fixed: true, ignoreCase }
}
