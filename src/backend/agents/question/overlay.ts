import { makeQuestion, type Question } from '../../../state/model/agents/agent.ts'
import type { View } from '../rule.ts'
import { isFooter } from './footer.ts'
import { readKeyList } from './key-list.ts'
import { kindOf } from './kind.ts'
import { readMenu, readPointedMenu } from './menu.ts'
import { hintOf } from './panel.ts'
import { menuQuestion, sureChoices } from './question.ts'
import { boxText } from './row.ts'

/** Minimum width, in cells, of what is taken for a dialog that is drawn over other boxes. */
const WIDTH = 20
/** The edge of a box with a gap in it. */
const GAP = /^(?<left>\s*[╭╰┌└][─━]{2,})(?<gap>\s{2}.*\s{2})[─━]{2,}[╮╯┐┘]$/u

/**
 * The part of the screen that a dialog covers. It is found by the boxes behind the dialog: their upper or lower edges
 * are interrupted at the same columns. null: no such dialog.
 */
function overlayOf({ title, lines, inked }: View): View | null {
  const gaps = lines.flatMap(line => gapIn(line) ?? [])
  const gap = gaps.find((one, at) => gaps.findIndex(each => isSame(one, each)) < at)
  if (!gap) return null
  const all = lines
    .map((line, at) => ({ plain: line.slice(gap.from, gap.to).trimEnd(), inked: inked[at] ?? '' }))
    .filter(({ plain }) => plain !== '')
  // Within the columns at which the dialog interrupts the edges behind it, the dialog's own lines are indented. An
  // unindented line above them belongs to the screen behind the dialog.
  const end = all.findLastIndex(({ plain }) => /^\s+\S/u.test(plain))
  const start = all.slice(0, Math.max(0, end)).findLastIndex(({ plain }) => /^\S/u.test(plain)) + 1
  const rows = all.slice(start)
  return { title, lines: rows.map(row => row.plain), inked: rows.map(row => row.inked) }
}

interface Gap {
  readonly from: number
  readonly to: number
}

function gapIn(line: string): Gap | null {
  const { left = '', gap = '' } = GAP.exec(line)?.groups ?? {}
  return gap.length >= WIDTH ? { from: left.length, to: left.length + gap.length } : null
}

function isSame(one: Gap, other: Gap): boolean {
  return one.from === other.from && one.to === other.to
}

interface Asked {
  readonly saw: string
  readonly question: Question
}

/** The question of a dialog over the rest of the screen; null: no dialog, or none that asks. */
export function readOverlay(view: View): Asked | null {
  const over = overlayOf(view)
  return over && (byMenu(over) ?? byKeys(over) ?? byHint(over))
}

function byMenu(over: View): Asked | null {
  const menu = readMenu(over.lines) ?? readPointedMenu(over.lines)
  if (!menu || menu.choices.length < 2 || !isFooter(over.lines.slice(menu.last + 1))) return null
  const labels = menu.choices.map(({ label }) => label)
  const text = menuQuestion(menu, over)
  const choices = sureChoices(menu, over)
  const question = makeQuestion({ kind: kindOf(text, labels), text, choices })
  return { saw: labels.join(' / '), question }
}

function byKeys(over: View): Asked | null {
  const list = readKeyList(over.lines)
  if (!list) return null
  const text = boxText(over.lines.slice(0, list.at))
  const question = makeQuestion({ kind: 'permission', text, choices: list.choices })
  return { saw: over.lines[list.at - 1]?.trim() ?? '', question }
}

function byHint({ lines }: View): Asked | null {
  const hint = hintOf(lines)
  if (hint === null) return null
  const text = boxText(lines)
  return { saw: hint, question: makeQuestion({ kind: kindOf(text, []), text, choices: [] }) }
}
