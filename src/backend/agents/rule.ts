import type { AgentState, ChoiceWords, QuestionKind } from '../../state/model/agents/agent.ts'
import { type Menu, readMenu } from './question/menu.ts'
import { isFrame, isHint, unframe } from './question/row.ts'

/** One rule of an adapter: what has to be seen, and what it means. Regular expressions, with the flags `m` and `u`. */
export interface Rule {
  readonly name: string
  readonly state: AgentState
  /**
   * Where it looks: the pane's title, the whole screen, or that many of its last lines. Of a screen, blank
   * lines and spaces at the ends of lines are left out.
   */
  readonly where: 'title' | 'screen' | number
  /** All have to be found. */
  readonly all: readonly string[]
  /**
   * A list of choices is open at the end of the screen, with a pointer on one of them or the keys told below.
   * `below`: what else may stand under it, a line each; else only what keys do.
   */
  readonly menu?: { readonly below?: string }
  /** None may be found. */
  readonly none?: readonly string[]
  /** From 0 to 1. Of several rules that match, the surest decides. */
  readonly confidence: number
  /** Of `waiting`: how to read what is asked. */
  readonly ask?: Ask
  /** A person has written it: nobody has tried how long it may take. */
  readonly own?: true
}

export interface Ask {
  /** Without one it is told by the words of the question and its choices. */
  readonly kind?: QuestionKind
  /** What is asked, where the screen does not say it. */
  readonly text?: string
  /** The last line that this matches stands right above the question. */
  readonly below?: string
  /**
   * A line that is a choice, with the groups `label`, `key`, and `pointer` where the agent's own stands on it;
   * without keys only that one can be answered, by Enter. `bar`: they stand in one row, and the one that Enter
   * takes has a background of its own; `menu`: the open list of choices, as the rule found it.
   */
  readonly choice?: string
  /** Something else is drawn beside it: what comes after a wide gap is left out. */
  readonly beside?: true
  /** Of `bar`: the labels of the buttons, so that nothing else in their row is taken for one. */
  readonly bar?: readonly string[]
  /** What can be answered where the screen does not number it. */
  readonly choices?: readonly ChoiceWords[]
}

/**
 * What rules look at: so many of the last lines, so many characters of each, and so many of all of them. No dialog is
 * larger, and a hostile screen takes no longer to be read than such a screen does.
 */
export const ROWS = 200
export const CELLS = 500
export const ROOM = 40_000

/** Whether so many rows with so many characters are more than rules look at. */
export function isBeyond(rows: number, characters: number): boolean {
  return rows > ROWS || characters > ROOM
}

/** What rules look at, made once for all of them. */
export interface View {
  readonly title: string
  /** Lines with something on them, without colours and spaces at their ends. */
  readonly lines: readonly string[]
  /** The same lines with their colours. */
  readonly inked: readonly string[]
}

export function toView(title: string, lines: readonly string[]): View {
  const rows = lastRows(lines)
  return {
    title: title.slice(0, CELLS),
    lines: rows.map(row => row.plain),
    inked: rows.map(row => row.inked),
  }
}

function lastRows(lines: readonly string[]): { readonly inked: string; readonly plain: string }[] {
  const rows = []
  let size = 0
  for (let at = lines.length - 1; at >= 0; at--) {
    const inked = lines[at] ?? ''
    const text = plain(inked)
    size += text.length
    if (isBeyond(rows.length + 1, size)) break
    if (text !== '') rows.push({ inked, plain: text })
  }
  return rows.reverse()
}

/** A line of a screen without its colours, spaces at its end, and the scrollbar at its right edge. */
export function plain(line: string): string {
  const text = line.replace(/\x1b\[[\d;:]*m/g, '').trimEnd()
  return withoutScrollbar(text.length > CELLS ? text.slice(0, CELLS).trimEnd() : text)
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
      below === undefined ? isFrame(line) || isHint(unframe(line)) : regex(below).test(line),
    )
}

export function place(rule: Rule, view: View): string {
  if (rule.where === 'title') return view.title
  const lines = rule.where === 'screen' ? view.lines : view.lines.slice(-rule.where)
  return lines.join('\n')
}

/** The text that the rule rests on; null: it does not match. */
export function match(rule: Rule, view: View): string | null {
  const text = place(rule, view)
  if (rule.menu && !isOpen(rule, view)) return null
  const found = rule.all.map(source => foundBy(source, text))
  if (text === '' || found.some(each => each === undefined)) return null
  if (rule.none?.some(source => regex(source).test(text))) return null
  return (found[0] ?? menuText(view)).split('\n').slice(0, 2).join(' ').trim()
}

function foundBy(source: string, text: string): string | undefined {
  const found = regex(source).exec(text)
  return found?.groups?.['saw'] ?? found?.[0]
}

function menuText(view: View): string {
  const menu = menuOf(view)
  return menu ? view.lines.slice(menu.first, menu.first + 2).join('\n') : ''
}

const compiled = new Map<string, RegExp>()

/** Kept: a screen is read once a second, against some ten rules. */
export function regex(source: string): RegExp {
  const known = compiled.get(source)
  if (known) return known
  const made = new RegExp(source, 'mu')
  compiled.set(source, made)
  return made
}
