import type { Evidence } from '../evidence.ts'
import { toView, type View } from '../rule.ts'
import { isAnswerRow } from './key-list.ts'
import { hintOf } from './panel.ts'
import { blankFrame, isFrame } from './row.ts'

const TOP = /^\s*[╭┌][─━]+[╮┐]$/u
const END = /^\s*[╰└][─━]+[╯┘]$/u
const EMPTY = /^\s*[│┃]\s*[•●○]?\s*[│┃]$/u
/** Maximum number of lines with a status below the input field. */
const STATUS = 3

interface Shown {
  readonly evidence: Evidence
  readonly view: View
}

/**
 * Leaves out an input field directly below a dialog, if it has no prompt and no text: some agents go on drawing their
 * field, and even a cursor in it, while the dialog above takes the keys.
 */
export function withoutRestingField(evidence: Evidence, view: View): Shown {
  const { lines, inked, title } = view
  const end = lines.findLastIndex(line => END.test(line))
  const top = lines.slice(0, Math.max(0, end)).findLastIndex(line => TOP.test(line))
  const isBox = top > 0 && end > top + 1 && lines.length - 1 - end <= STATUS
  const isEmpty = isBox && lines.slice(top + 1, end).every(line => EMPTY.test(line))
  if (evidence.cursor?.visible !== false || !isEmpty || !asksAbove(lines.slice(0, top)))
    return { evidence, view }
  const kept = [...inked.slice(0, top), ...inked.slice(end + 1)]
  return { evidence: { ...evidence, lines: kept }, view: toView(title, kept) }
}

/** Whether the last line with words names the keys of a dialog, or its answers. */
function asksAbove(lines: readonly string[]): boolean {
  const last = blankFrame(lines.findLast(line => !isFrame(line)) ?? '')
  return hintOf([last]) !== null || isAnswerRow(last)
}
