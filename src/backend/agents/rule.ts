import type { AgentState, ChoiceText, QuestionKind } from '../../state/model/agents/agent.ts'
import { type Menu, readMenu } from './question/menu.ts'
import { blankFrame, isFrame, isHint } from './question/row.ts'

/**
 * One rule for reading an agent's state: conditions on the title or screen of its pane, and the state that they
 * indicate. Regular expressions have the flags `m` and `u`.
 */
export interface Rule {
  readonly name: string
  readonly state: AgentState
  /**
   * Where the rule matches: the pane's title, the whole screen, or this number of the screen's last lines. Blank lines
   * and trailing spaces are removed from the screen beforehand.
   */
  readonly where: 'title' | 'screen' | number
  /** Patterns that must all match the text that `where` selects. */
  readonly all: readonly string[]
  /**
   * Set if the rule matches only while a list of choices, recognised by a pointer or by key hints, is at the end of the
   * screen. `below`: pattern that every line below the list must match; default: only frames and key hints.
   */
  readonly menu?: { readonly below?: string }
  /** Patterns of which none may match. */
  readonly none?: readonly string[]
  /** Set if the rule matches a viewer that fills the screen: a list above its footer is text, and not an open list. */
  readonly viewer?: true
  /** From 0 to 1. Of several matching rules the most confident one decides. */
  readonly confidence: number
  /** How to read the question, if the state is `waiting`. */
  readonly ask?: Ask
  /** Set for a rule from the user's configuration. Its run time is limited, because no test has checked it. */
  readonly own?: true
}

export interface Ask {
  /** The kind of the question. Default: inferred from the words of the question and its choices. */
  readonly kind?: QuestionKind
  /** The question's text, if the screen does not show it. */
  readonly text?: string
  /** Pattern of the line directly above the question. If several lines match, the last one counts. */
  readonly below?: string
  /**
   * How to find the choices: `bar`, `menu` or a pattern. `bar`: the choices are buttons in one row, and the one that
   * Enter selects has its own background. `menu`: the choices are those of the list that the rule found. A pattern
   * matches the line of one choice, with the groups `label`, `key`, and `pointer` for the character that marks the
   * current choice. Without `key`, only the choice with the pointer can be answered, by Enter.
   */
  readonly choice?: string
  /**
   * Set if something else, such as a sidebar, may be to the right of the question: text after a wide gap is then
   * ignored.
   */
  readonly beside?: true
  /**
   * Set if the question and its choices are only in what the rule has matched: the screen above it is then ignored.
   */
  readonly inside?: true
  /**
   * If `choice` is `bar` (the choices are buttons in one row): labels of the buttons. Other parts of the row are
   * ignored.
   */
  readonly bar?: readonly string[]
  /** The possible answers, if the screen does not number them. */
  readonly choices?: readonly ChoiceText[]
}

/**
 * Maximum number of rows at the end of the screen to which the rules of agents are applied. No dialog is higher; the
 * limit bounds the time for a hostile screen.
 */
export const MOST_ROWS = 200
/**
 * Maximum number of characters of each screen row to which the rules of agents are applied; the rest of the row is
 * ignored.
 */
export const MOST_CELLS = 500
/** Maximum number of characters of all these rows together; the rows above are ignored. */
export const MOST_CHARACTERS = 40_000

/** Whether a screen of this many rows and characters is larger than what the rules of agents are applied to. */
export function isBeyond(rows: number, characters: number): boolean {
  return rows > MOST_ROWS || characters > MOST_CHARACTERS
}

/** What rules see of a pane, computed once for all rules. */
export interface View {
  readonly title: string
  /** Non-empty lines, without colours and trailing spaces. */
  readonly lines: readonly string[]
  /** The same lines as `lines`, with colours. */
  readonly inked: readonly string[]
}

export function toView(title: string, lines: readonly string[]): View {
  const rows = lastRows(lines)
  return {
    title: title.slice(0, MOST_CELLS),
    lines: rows.map(row => row.plain),
    inked: rows.map(row => row.inked),
  }
}

/** The default status line of tmux. As the last line of a screen, it shows that another tmux runs in the pane. */
const NESTED = /^\[[^\]]{1,40}\] ?\d+:\S.{0,300}"[^"]{0,60}" \d\d:\d\d \d\d-\w{3}-\d\d$/u

function lastRows(lines: readonly string[]): { readonly inked: string; readonly plain: string }[] {
  const rows = []
  let size = 0
  for (let at = lines.length - 1; at >= 0; at--) {
    const inked = lines[at] ?? ''
    const text = plainLine(inked)
    size += text.length
    if (isBeyond(rows.length + 1, size)) break
    if (text !== '' && !(rows.length === 0 && NESTED.test(text))) rows.push({ inked, plain: text })
  }
  return rows.reverse()
}

/**
 * The first `MOST_CELLS` characters of a line of the screen, without colours, trailing spaces, and the scrollbar at the
 * right edge.
 */
export function plainLine(line: string): string {
  const text = line.replace(/\x1b\[[\d;:]*m/g, '').trimEnd()
  return withoutScrollbar(text.length > MOST_CELLS ? text.slice(0, MOST_CELLS).trimEnd() : text)
}

function withoutScrollbar(line: string): string {
  const [before = '', last = ''] = [line.at(-2), line.at(-1)]
  const isBar = line.length > 20 && '█▐░▒▓▄▀┃'.includes(last) && /[\s│╮╯┤─]/u.test(before)
  return isBar ? line.slice(0, -1).trimEnd() : line
}

const menus = new WeakMap<View, Menu | null>()

/** The list of choices at the end of a screen, read once for all rules. */
export function menuOf(view: View): Menu | null {
  const known = menus.get(view)
  if (known !== undefined) return known
  const menu = readMenu(view.lines)
  menus.set(view, menu)
  return menu
}

function isOpen(rule: Rule, view: View): boolean {
  const menu = rule.menu && menuOf(view)
  if (!menu) return false
  const { below } = rule.menu
  return view.lines
    .slice(menu.last + 1)
    .every(line =>
      below === undefined ? isFrame(line) || isHint(blankFrame(line)) : regex(below).test(line),
    )
}

export function searchedText(rule: Rule, view: View): string {
  if (rule.where === 'title') return view.title
  const lines = rule.where === 'screen' ? view.lines : view.lines.slice(-rule.where)
  return lines.join('\n')
}

export interface Match {
  /** The text that matched. */
  readonly saw: string
  /** Index of the screen line in which the match begins. */
  readonly at: number
}

/** What matched the rule; null: the rule does not match. */
export function match(rule: Rule, view: View): Match | null {
  const text = searchedText(rule, view)
  if (rule.menu && !isOpen(rule, view)) return null
  const found = rule.all.map(source => foundBy(source, text))
  if (text === '' || found.some(each => each === undefined)) return null
  if (rule.none?.some(source => regex(source).test(text))) return null
  const { saw = menuText(view), index = 0 } = found[0] ?? {}
  const skipped = typeof rule.where === 'number' ? Math.max(0, view.lines.length - rule.where) : 0
  const at = skipped + text.slice(0, index).split('\n').length - 1
  return { saw: saw.split('\n').slice(0, 2).join(' ').trim(), at }
}

function foundBy(source: string, text: string) {
  const found = regex(source).exec(text)
  return found ? { saw: found.groups?.['saw'] ?? found[0], index: found.index } : undefined
}

function menuText(view: View): string {
  const menu = menuOf(view)
  return menu ? view.lines.slice(menu.first, menu.first + 2).join('\n') : ''
}

const compiled = new Map<string, RegExp>()

/** A compiled pattern. Patterns are cached, because a screen is matched once a second against some ten rules. */
export function regex(source: string): RegExp {
  const known = compiled.get(source)
  if (known) return known
  const made = new RegExp(source, 'mu')
  compiled.set(source, made)
  return made
}
