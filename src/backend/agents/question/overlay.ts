import { makeQuestion, type Question } from '../../../state/model/agents/agent.ts'
import { toRow } from '../../../state/text/row.ts'
import { cutCells } from '../../../state/text/text.ts'
import type { Evidence } from '../evidence.ts'
import { MOST_CELLS, toView, type View } from '../rule.ts'
import { readButtonRow } from './button-row.ts'
import { rowsBelowFocus } from './focus.ts'
import { isFooter } from './footer.ts'
import { backOf } from './highlighted-choice.ts'
import { readKeyList } from './key-list.ts'
import { kindOf } from './kind.ts'
import { readMenu, readPointedMenu } from './menu.ts'
import { hintOf } from './panel.ts'
import { menuQuestion, sureChoices } from './question.ts'
import { boxText, widthOf } from './row.ts'

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
export function readOverlay(evidence: Evidence, view: View): Asked | null {
  const over = evidence.cursor?.visible === false ? overlayOf(view) : null
  const found = over ?? (readButtonRow(view) ? null : raisedOf(evidence, view.title))
  const asked = found && (byMenu(found) ?? byKeys(found) ?? byHint(found))
  return asked ?? readCentredBox(evidence, view)
}

/** The lower edge of a box, with key hints in it. */
const KEYS =
  /╰─+ (?<keys>(?:[^│╰╯]{1,80} · )?(?:(?:enter|esc|(?:ctrl|alt)\+\w)\/?){1,2} \w[^│╰╯]{0,80}) ─+╯/iu

/** A box in the middle of the screen, with its title in its upper edge and key hints in its lower edge. */
interface Box extends Gap {
  readonly top: number
  readonly end: number
  readonly title: string
  readonly keys: string
}

function centredBox({ lines }: View): Box | null {
  const end = lines.findLastIndex(line => KEYS.test(line))
  const found = KEYS.exec(lines[end] ?? '')
  if (!found) return null
  const [from, to] = [found.index, found.index + found[0].length]
  const isCentred = from > 0 && Math.abs(from - (widthOf(lines) - to)) <= 1
  const parts = lines.map(line => line.slice(from, to))
  const top = parts.findLastIndex((part, at) => at < end && /^╭─ .* ─+╮$/u.test(part))
  const isWhole = parts.slice(top + 1, end).every(part => /^│.*│$/u.test(part))
  const title = (parts[top] ?? '').replace(/^╭─+|─+╮$/gu, '').trim()
  if (!isCentred || top < 0 || !isWhole) return null
  return { from, to, top, end, title, keys: found.groups?.['keys'] ?? '' }
}

/** Whether the cursor is in the box. */
function isIn({ top, end, from, to }: Box, evidence: Evidence, { lines }: View): boolean {
  const at = lines.length - 1 - (rowsBelowFocus(evidence) ?? 0)
  const x = evidence.cursor?.x ?? 0
  return at > top && at < end && x > from && x < to
}

/** What a box in the middle of the screen shows; null: no such box, or the cursor is elsewhere. */
function readCentredBox(evidence: Evidence, view: View): Asked | null {
  const box = centredBox(view)
  if (!box || (evidence.cursor?.visible && !isIn(box, evidence, view))) return null
  const inside = (line: string) => line.slice(box.from + 1, box.to - 1).trimEnd()
  const rows = view.lines.slice(box.top + 1, box.end).map(inside)
  const over = toView('', [box.title, ...rows.filter(row => row !== ''), box.keys])
  return byMenu(over) ?? { saw: box.keys, question: withoutChoices(box, rows) }
}

/** A text may be typed only into a box that names the key that submits it. */
function withoutChoices({ title, keys }: Box, rows: readonly string[]): Question {
  const text = boxText([title, ...rows])
  const kind = /\bsubmit\b/i.test(keys) ? kindOf(text, []) : 'choice'
  return makeQuestion({ kind, text, choices: [] })
}

/** Number of rows at the end of the screen that are searched for a dialog with a background of its own. */
const ROWS = 100
/** Minimum height, in rows, of such a dialog. */
const HEIGHT = 4

/** A part of the screen with one background, whose left neighbours have another one. */
interface Block extends Gap {
  readonly back: string
  readonly top: number
  readonly end: number
}

/**
 * A dialog that is drawn over the rest of the screen, found by its background. The keyboard focus is in it, or no
 * cursor is shown or known.
 */
function raisedOf(evidence: Evidence, title: string): View | null {
  const { cursor, lines } = evidence
  const below = rowsBelowFocus(evidence)
  const isFocused = ({ top, end, from, to }: Block) =>
    cursor?.visible
      ? cursor.y >= top && cursor.y < end && cursor.x >= from && cursor.x < to
      : below === null
  const [block] = blocksOf(lines)
    .filter(isFocused)
    .toSorted((one, other) => other.end - other.top - (one.end - one.top))
  if (!block) return null
  const { top, end, from, to } = block
  const rows = lines.slice(top, end).map(line => cutCells(line, from, to - from))
  return toView(title, rows)
}

/** The blocks of at least `HEIGHT` rows and `WIDTH` cells. */
function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = []
  let open: readonly Block[] = []
  for (let at = Math.max(0, lines.length - ROWS); at <= lines.length; at++) {
    const next = backsOf(lines[at] ?? '').map(one => {
      const above = open.find(each => each.back === one.back && isSame(each, one))
      return { ...one, top: above?.top ?? at, end: at + 1 }
    })
    const goesOn = new Set(next.map(({ back, top }) => `${back} ${top}`))
    blocks.push(...open.filter(({ back, top }) => !goesOn.has(`${back} ${top}`)))
    open = next
  }
  return blocks.filter(({ top, end }) => end - top >= HEIGHT)
}

/** Maximum number of characters of a row, with its colours, that are searched. */
const LONGEST = 20 * MOST_CELLS

/** The backgrounds of a row other than that of its first cell, each with its first and last column. */
function backsOf(line: string): (Gap & { readonly back: string })[] {
  if (!line.includes('\x1b[')) return []
  const backs = toRow(line.slice(0, LONGEST)).styles.map(backOf)
  const others = new Set(backs.filter(back => back !== backs[0] && back !== ''))
  return [...others]
    .map(back => ({ back, from: backs.indexOf(back), to: backs.lastIndexOf(back) + 1 }))
    .filter(({ from, to }) => to - from >= WIDTH)
}

function byMenu(over: View): Asked | null {
  const menu = readMenu(over.lines) ?? readPointedMenu(over.lines)
  if (!menu || menu.choices.length < 2 || !isFooter(over.lines.slice(menu.last + 1))) return null
  const labels = menu.choices.map(({ label }) => label)
  const text = menuQuestion(menu, over)
  // A question above the list that is answered by a letter: Enter would choose nothing of the list.
  const choices = /[[(]y\/n[\])]/i.test(text) ? [] : sureChoices(menu, over)
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

/** A key hint of a form. The keys of other dialogs without known choices select something or close the dialog. */
const FORM = /\b(?:submit|save|create)\b/i

function byHint({ lines }: View): Asked | null {
  const hint = hintOf(lines)
  if (hint === null) return null
  const text = boxText(lines)
  const kind = kindOf(text, FORM.test(hint) ? [] : [hint])
  return { saw: hint, question: makeQuestion({ kind, text, choices: [] }) }
}
