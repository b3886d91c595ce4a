import { width as cellsOf } from '../../../state/text/text.ts'
import type { Evidence } from '../evidence.ts'
import { menuOf, type View } from '../rule.ts'
import { rowsBelowFocus } from './focus.ts'
import { isPrompt } from './footer.ts'

/**
 * Whether the terminal's cursor is within a text above a list of choices, as in an editor that displays a dialog. A
 * program that asks has the cursor in the list, behind its question, or in a field for a search.
 */
export function isEditedText(evidence: Evidence, view: View): boolean {
  const { cursor } = evidence
  const menu = menuOf(view)
  const below = cursor?.visible && menu ? rowsBelowFocus(evidence) : null
  if (!cursor || !menu || below === null) return false
  const at = view.lines.length - 1 - below
  const row = view.lines[at] ?? ''
  const isField = isPrompt(row) || /^\s*[?◆⌕]/u.test(row)
  return at < menu.first && cursor.x < cellsOf(row) && !isField
}
