import {
  type ChoiceLine,
  markSpaced,
  numberedLine,
  pointedLine,
  withoutBox,
  withoutMark,
} from './choice-line.ts'
import { isDecision } from './decision.ts'
import {
  asksToChoose,
  blankFrame,
  endsChoice,
  indentOf,
  isField,
  isFrame,
  isHeading,
  isHint,
  isWord,
  namesKey,
  submitsText,
  widthOf,
} from './row.ts'
import { wholeLabel } from './whole-label.ts'

/** A list of choices at the end of a screen. */
export interface Menu {
  /** Index of the line with the first choice. */
  readonly first: number
  /** Index of the last line of the last choice. */
  readonly last: number
  readonly choices: readonly MenuChoice[]
  /** Whether a choice is marked by a pointer character that has no other use. */
  readonly strong: boolean
  /** Whether any pointer character marks a choice, including characters such as `>` that also have other uses. */
  readonly pointed: boolean
  /** Whether a hint about keys is below or above the list or at the end of each choice, or a question is above it. */
  readonly hinted: boolean
  /** Whether several choices may be selected: one key toggles a choice, another key submits. */
  readonly ticks: boolean
}

export interface MenuChoice {
  /** The key that selects the choice; undefined: only moving the pointer character (such as `❯`) to it selects it. */
  readonly key: string | undefined
  readonly label: string
  readonly pointed: boolean
}

/** Maximum number of lines between two choices, for descriptions or rulers. */
const GAP = 12
/** Maximum number of columns by which a wrapped label may begin to the left of the number or letter of its choice. */
const HANGING = 2
/** Number of lines at the end of the screen that are searched for the last choice. */
const DEPTH = 60

/** A choice with its key behind it, such as `Skip (esc or n)`. */
const KEYED = /\((?:[a-z]|tab|esc|enter|shift\+tab)(?: or \S{1,10})?\)$/iu

interface Found {
  readonly at: number
  readonly line: ChoiceLine
}

/** The last list of choices in these lines; null: none. A draft in an input field may look like one. */
export function readMenu(lines: readonly string[]): Menu | null {
  const menu = lastMenu(lines)
  const isDraft = menu?.choices[0]?.pointed && !menu.hinted && isField(lines, menu.first, menu.last)
  return isDraft ? null : menu
}

function lastMenu(lines: readonly string[]): Menu | null {
  const rows = markSpaced(lines.map(blankFrame))
  const list = numbered(rows, lines)
  if (list?.strong) return list
  const other = named(rows, lines)
  // Without a clear pointer, the lower list is used: numbered steps of a plan may be above the actual question.
  return list && other ? (other.first > list.last ? other : list) : (list ?? other)
}

function numbered(rows: readonly string[], lines: readonly string[]): Menu | null {
  const from = Math.max(0, rows.length - DEPTH)
  for (let at = rows.length - 1; at >= from; at--) {
    const line = numberedLine(rows[at] ?? '')
    if (!line) continue
    const block = upwards(rows, { at, line })
    const menu = toMenu(block, rows, lines)
    const { length } = block
    if (menu.strong ? length > 1 || menu.hinted : (menu.pointed || menu.hinted) && length > 1)
      return menu
    at = block[0]?.at ?? at
  }
  return null
}

/** Collects the choices of the list from the last one upwards; returns them in screen order. */
function upwards(rows: readonly string[], last: Found): readonly Found[] {
  const block = [last]
  let next = last
  for (let at = last.at - 1; at >= 0 && next.at - at <= GAP; at--) {
    const row = rows[at] ?? ''
    const line = numberedLine(row)
    if (line && precedes(line, next.line)) {
      next = { at, line }
      block.unshift(next)
    } else if (!line && !isFrame(row) && indentOf(row) < next.line.keyAt - HANGING) break
    else if (line && Math.abs(line.keyAt - next.line.keyAt) <= 2) break
  }
  return block
}

function precedes(one: ChoiceLine, other: ChoiceLine): boolean {
  if (Math.abs(one.keyAt - other.keyAt) > 2) return false
  const [key, next] = [Number(one.key), Number(other.key)]
  // A numbered list may end with a choice whose key is a letter. Letters have no fixed order, so only the columns of
  // the labels are compared.
  if (Number.isNaN(next)) return one.labelAt === other.labelAt
  return key === next - 1
}

function toMenu(block: readonly Found[], rows: readonly string[], lines: readonly string[]): Menu {
  const width = widthOf(lines)
  const ends = block.map((_, index) => block[index + 1]?.at ?? rows.length)
  const choices = block.map(({ at, line }, index) => ({
    key: line.key,
    label: wholeLabel(line.label, line.labelAt, rows.slice(at + 1, ends[index]), width),
    pointed: line.pointed,
  }))
  const last = endOf(block, rows)
  return {
    first: block[0]?.at ?? 0,
    last,
    choices,
    strong: block.some(({ line }) => line.pointed && line.strong),
    pointed: block.some(({ line }) => line.pointed),
    hinted:
      rows.slice(last + 1, last + 7).some(asksToChoose) || isBelowQuestion(rows, block[0]?.at ?? 0),
    ticks: block.some(({ line }) => line.ticks),
  }
}

/**
 * Whether one of these is above the list that starts at row `first`: in the row directly above it, a question drawn by
 * a library for terminal dialogs (such as inquirer); in one of the two rows above it, a hint that arrow keys select.
 */
function isBelowQuestion(rows: readonly string[], first: number): boolean {
  const above = rows.slice(Math.max(0, first - 2), first)
  const isAsked = /^\s*[?◆]\s+\S.*[?:)›…‣»]\s*$/u.test(above.at(-1) ?? '')
  return isAsked || above.some(row => /\barrow[- ]keys\b|\buse arrows\b/i.test(row))
}

/** The last line of the list: lines below the last choice that are indented like its label belong to it. */
function endOf(block: readonly Found[], rows: readonly string[]): number {
  const { at, line } = block.at(-1) ?? { at: 0, line: { labelAt: 0 } }
  let end = at
  while (end + 1 < rows.length) {
    const next = rows[end + 1] ?? ''
    if (isFrame(next) || isHint(next) || indentOf(next) < line.labelAt) break
    end++
  }
  return end
}

/**
 * Finds a list of choices at the end of a screen, in which a pointer marks the current choice and no choice begins with
 * a number or key. Either a line that asks is directly above the list, or each choice ends with its key: `Skip (esc)`.
 */
export function readHeadedMenu(lines: readonly string[]): Menu | null {
  const rows = lines.map(blankFrame)
  const menu = readPointedMenu(lines)
  if (!menu || menu.choices.length < 2) return null
  const head = rows.slice(0, menu.first).findLast(row => !isFrame(row)) ?? ''
  const labels = menu.choices.map(({ label }) => label)
  const isHeaded = isHeading(head) || isDecision(labels, rows.slice(0, menu.first))
  const isKeyed = labels.every(label => KEYED.test(label))
  // An input field below a message that ends with a question, and below the field a status.
  if (menu.choices.every(({ pointed, label }) => pointed || / · /.test(label))) return null
  return isHeaded || isKeyed ? { ...menu, hinted: menu.hinted || isKeyed } : null
}

/** The choices around the last line with a pointer character such as `❯`, whatever is above and below them. */
export function readPointedMenu(lines: readonly string[]): Menu | null {
  const rows = lines.map(blankFrame)
  const at = rows.findLastIndex(row => pointedChoice(row) !== null)
  const line = pointedChoice(rows[at] ?? '')
  return line ? toNamed(around(rows, at, line), rows, lines) : null
}

/**
 * Finds choices without keys, around the choice with the pointer. A last line with the pointer may be an input field.
 */
function named(rows: readonly string[], lines: readonly string[]): Menu | null {
  const from = Math.max(0, rows.length - 16)
  for (let at = rows.length - 1; at >= from; at--) {
    const line = pointedChoice(rows[at] ?? '')
    if (!line) continue
    const siblings = around(rows, at, line)
    const menu = toNamed(siblings, rows, lines)
    if (menu.choices.at(-1)?.pointed && submitsText(rows[menu.last + 1] ?? '')) return null
    if (menu.hinted && (siblings.length > 1 || / {3,}\S/.test(line.label))) return menu
  }
  return null
}

/**
 * The choice with a pointer in this row. A weak pointer such as `◆` may also stand before a question, so a row with a
 * weak pointer and with `?` or `:` at its end is no choice.
 */
function pointedChoice(row: string): ChoiceLine | null {
  const line = pointedLine(row)
  return line && (line.strong || !/[?:]$/.test(line.label)) ? line : null
}

function around(rows: readonly string[], at: number, line: ChoiceLine): readonly Found[] {
  const isChoice = (row: string) => !namesKey(row) || isWord(row) || KEYED.test(row)
  const isSibling = (row: string | undefined) =>
    row !== undefined && siblingOf(row, line) && isChoice(row) && !isFrame(row)
  let first = at
  let last = at
  while (at - first < GAP && isSibling(rows[first - 1])) first--
  while (last - at < GAP && isSibling(rows[last + 1])) last++
  return rows.slice(first, last + 1).map((row, index) => {
    if (first + index === at) return { at, line }
    const label = withoutBox(withoutMark(row.trim()))
    const own = { label, pointed: false, strong: false, labelAt: line.labelAt }
    return { at: first + index, line: { ...line, ...own } }
  })
}

function siblingOf(row: string, { labelAt }: ChoiceLine): boolean {
  const label = withoutMark(row.trimStart())
  return label !== '' && row.length - label.length === labelAt
}

function toNamed(block: readonly Found[], rows: readonly string[], lines: readonly string[]): Menu {
  const menu = toMenu(block, rows, lines)
  const choices = block.map(({ line: { label, pointed } }) => {
    return { key: undefined, label: nameIn(label), pointed }
  })
  const last = block.at(-1)?.at ?? menu.last
  const isTaken =
    isBelowQuestion(rows, menu.first) || rows.slice(last + 1, last + 7).some(endsChoice)
  return { ...menu, choices, last, hinted: menu.hinted && isTaken }
}

/** The first column of a choice, without its description. An age in front of it is no name: `4s ago   Mend the parser`. */
function nameIn(label: string): string {
  const [first = '', second] = label.split(/ {3,}/)
  return second !== undefined && /^\d{1,3} ?\w{1,7} ago$/.test(first) ? `${first} ${second}` : first
}
