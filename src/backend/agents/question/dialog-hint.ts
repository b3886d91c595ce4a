import { menuOf, type View } from '../rule.ts'
import { isFooter } from './footer.ts'
import { confirms, isOfWork, leaves } from './panel.ts'

/**
 * Whether this line of the screen belongs to an open dialog: it names the key that takes a choice, or the key that closes
 * the dialog below a list of choices with a pointer, or it is part of that list. Its `esc to cancel` cancels the dialog,
 * and does not stop work. A line with an elapsed time or with `interrupt` is about work.
 */
export function isDialogHint(view: View, at: number): boolean {
  const line = view.lines[at] ?? ''
  if (isOfWork(line)) return false
  return confirms(line) || isInMenu(view, at)
}

function isInMenu(view: View, at: number): boolean {
  const menu = menuOf(view)
  if (!menu || menu.choices.length < 2 || !(menu.strong || menu.hinted)) return false
  const isOwn = at <= menu.last || leaves(view.lines[at] ?? '')
  return at >= menu.first && isOwn && isFooter(view.lines.slice(menu.last + 1))
}
