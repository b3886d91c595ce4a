import type { Evidence } from '../evidence.ts'
import type { View } from '../rule.ts'
import { rowsBelowFocus } from './focus.ts'
import { blankFrame } from './row.ts'

/** A question in a form drawn by libraries for terminal dialogs, such as inquirer. */
export interface LibraryQuestion {
  readonly rule: string
  readonly text: string
  /** The lines below the question, with the possible answers; empty: no answers are shown. */
  readonly labels: readonly string[]
}

/** Maximum number of rows below the question (its choices); with more, no question is found. */
const DEPTH = 30
/** Maximum number of rows of a question below its first one. */
const TEXT = 3
/** The line in which a fuzzy finder such as fzf shows the number of matches, `3/25`. A preview may be beside it. */
const FINDER = /^ *\d{1,9}\/\d{1,9}(?: \(\d+\))?(?: [─-].*)?$/u
/** The input line of a fuzzy finder that shows the number of matches at its right end. */
const BESIDE =
  /^ {0,3}\S{0,20}> .* {3,}.*\((?<count>\d{1,9}\/\d{1,9})\)\]?(?: \[\d{1,9}\/\d{1,9}\])?$/u
/** A question drawn by a library for terminal dialogs such as inquirer: a `?` and the text. */
const MARKED = /^\? (?=\S)(?<text>.{1,400})$/u
/** The end of a question whose answer is shown in the same line. */
const OPEN_END = /(?:[›…‣»]|[›‣»] .{1,40})$/u
/** A row that is no choice: output that follows after the user has answered the question. */
const OUTPUT = /^(?:[✔✓✖✗>$#]|\p{L}[^:]{0,80}[.!])/u

/**
 * Finds a question at the end of a screen that was drawn by a library for terminal dialogs (such as inquirer) or by a
 * fuzzy finder (such as fzf).
 */
export function readLibraryQuestion(evidence: Evidence, view: View): LibraryQuestion | null {
  return marked(evidence, view) ?? guided(view) ?? finder(evidence, view)
}

/** A question with a question mark before it: `? Flavour …`, with the answers below it. */
function marked({ cursor, lines: all }: Evidence, { lines }: View): LibraryQuestion | null {
  const at = lines.findLastIndex(line => MARKED.test(line))
  const body = lines.slice(at + 1)
  const below = cursor ? rowsBelowFocus({ cursor, lines: all }) : null
  // If the library refuses a typed answer, it prints the reason after `> `, in the only line below the input line.
  const isRefused = below === 1 && body.length === 1 && body[0]?.startsWith('> ')
  const isOver = !isRefused && body.some(line => OUTPUT.test(line))
  if (!cursor || at < 0 || body.length > DEPTH || isOver) return null
  const isFocused = cursor.visible && below !== null && below <= body.length
  const head = lines[at] ?? ''
  const isOpen = isFocused || (!cursor.visible && (body.length > 0 || OPEN_END.test(head)))
  const text = MARKED.exec(head)?.groups?.['text']?.trim() ?? ''
  return isOpen ? { rule: 'any-marked', text, labels: body.map(line => line.trim()) } : null
}

/** A question with a line along its left side. */
function guided({ lines }: View): LibraryQuestion | null {
  const at = lines.findLastIndex(line => /^◆ {1,3}\S/u.test(line))
  const body = lines.slice(at + 1)
  const isOpen = at >= 0 && body.length > 0 && body.length <= DEPTH
  // The second and further lines of a long question may lack the `│` at their left.
  const bars = body.findIndex(line => line.startsWith('│'))
  const isGuided = bars >= 0 && bars <= TEXT && body.slice(bars).every(line => /^[│└]/u.test(line))
  if (!isOpen || !isGuided || !body.at(-1)?.startsWith('└')) return null
  const labels = body.map(line => line.replace(/^[│└]/u, '').trim()).filter(Boolean)
  return { rule: 'any-guide', text: (lines[at] ?? '').slice(1).trim(), labels }
}

/** A fuzzy finder: its input line, and a line with the number of matches beside it. */
function finder(evidence: Evidence, { lines }: View): LibraryQuestion | null {
  const below = evidence.cursor?.visible === true ? rowsBelowFocus(evidence) : null
  if (below === null) return null
  const at = lines.length - 1 - below
  const [above = '', prompt = '', under = ''] = lines.slice(Math.max(0, at - 1), at + 2)
  const rows = at === 0 ? [prompt] : [above, under]
  const field = at === 0 ? above : prompt
  const beside = BESIDE.exec(field)?.groups?.['count']
  const count = rows.map(blankFrame).find(line => FINDER.test(line)) ?? beside
  if (!count || !/^ {0,3}\S{0,20}> ?/u.test(blankFrame(field))) return null
  const text = `${count.trim().split(' ')[0] ?? ''} matches: choose one of them`
  return { rule: 'any-finder', text, labels: ['match'] }
}
