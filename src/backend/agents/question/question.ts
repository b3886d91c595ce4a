import {
  type ChoiceText as Choice,
  makeQuestion,
  type Question,
} from '../../../state/model/agents/agent.ts'
import { type Ask, match, menuOf, type Rule, regex, type View } from '../rule.ts'
import { highlightedButton, highlightedLabel } from './highlighted-choice.ts'
import { kindOf } from './kind.ts'
import type { Menu } from './menu.ts'

/** Maximum number of lines shown of a question; a longer question is cut in the middle. */
const LINES = 6
/** Number of lines at the end of the screen that are searched for a row of buttons. */
const BAR = 4
/** Default pattern of the line directly above a question, used if the agent's rule has no pattern for it. */
const ABOVE = '^\\s*[─╌━═╭┌]{3,}|^(?:[●⏺•✦✶✻>❯›] |[>❯›]$)'

/** Reads the question and its choices from a screen that this rule has matched. */
export function readQuestion(rule: Rule, whole: View): Question | undefined {
  const { ask } = rule
  if (!ask) return undefined
  const shown = ask.inside ? matchedPart(rule, whole) : whole
  const view = ask.beside ? withoutBeside(shown) : shown
  const { text, choices } = ask.choice === 'menu' ? ofMenu(ask, view) : ofLines(ask, view)
  const words = ask.text ?? (text || (match(rule, view)?.saw ?? ''))
  const labels = choices.map(({ label }) => label)
  const kind = ask.kind ?? kindOf(words, labels)
  return makeQuestion({ kind, text: words, choices: ask.choices ?? choices })
}

interface Read {
  readonly text: string
  readonly choices: readonly Choice[]
}

function ofMenu(ask: Ask, view: View): Read {
  const menu = menuOf(view)
  if (!menu) return { text: '', choices: [] }
  return { text: menuQuestion(menu, view, ask.below), choices: menuChoices(menu) }
}

/** The part of the screen from the row in which the rule has matched. */
function matchedPart(rule: Rule, view: View): View {
  const at = match(rule, view)?.at ?? 0
  return { ...view, lines: view.lines.slice(at), inked: view.inked.slice(at) }
}

/** Removes what is beside the question, such as a sidebar: the text after a wide gap in each line. */
function withoutBeside(view: View): View {
  const lines = view.lines.map(line => line.replace(/(?<=\S) {6,}\S.*$/u, ''))
  return { ...view, lines }
}

/** The text of the question above the choices. */
export function menuQuestion(menu: Menu, view: View, below = ABOVE): string {
  const start = view.lines.slice(0, menu.first).findLastIndex(line => regex(below).test(line)) + 1
  return textOf(view.lines.slice(start, menu.first).map(stripFrame))
}

/**
 * The choices that can be selected reliably. In a list with checkboxes, Enter submits the selected choices. In other
 * lists, Enter selects a choice without a key, if it is the only one with a pointer.
 */
function menuChoices({ choices, ticks }: Menu): Choice[] {
  // The pointer is on a field for another answer, into which digits would be typed.
  if (choices.some(({ pointed, label }) => pointed && /^>(?: |$)/.test(label))) return []
  const isSure = choices.filter(({ pointed }) => pointed).length === 1
  return choices.flatMap(({ key, label, pointed }) => {
    const current = pointed && isSure
    // A key with two digits is not used: its first digit would select another choice.
    const own = key !== undefined && key.length === 1 ? key : undefined
    const taken = own ?? (current && !ticks ? 'Enter' : undefined)
    return taken === undefined
      ? []
      : [{ key: taken, label, ...(current && { current: true as const }) }]
  })
}

/**
 * The choices of a list drawn by an unknown program, with only those keys that certainly select them. If several
 * choices are ticked, Enter would submit more than the choice with the pointer; if typing searches the list, a digit
 * would become part of the search text.
 */
export function sureChoices(menu: Menu, { lines }: View): Choice[] {
  const isSearched = lines.slice(menu.last + 1).some(line => /\b(?:filter|search)\b/i.test(line))
  const isTicked = menu.choices.some(
    ({ key, label }) => key === undefined && /\s[✓✔]$/u.test(label),
  )
  const choices = menu.choices.map(each => (isSearched ? { ...each, key: undefined } : each))
  return menuChoices({ ...menu, choices, ticks: menu.ticks || isTicked })
}

function ofLines(ask: Ask, view: View): Read {
  const lines = view.lines.map(stripFrame)
  const first = firstChoice(ask, view, lines)
  const start = startOf(ask, view, first)
  return { text: textOf(lines.slice(start, first)), choices: choicesOf(ask, view, first) }
}

/** Removes the sides of surrounding boxes from a line. */
function stripFrame(line: string): string {
  const inside = line.replace(/^[\s│┃▌]+/u, '')
  // Uses a loop, because a regular expression would take quadratic time on a long row of spaces and box edges.
  let end = inside.length
  while (end > 0 && /[\s│┃]/.test(inside[end - 1] ?? '')) end--
  return inside.slice(0, end)
}

function chosen(ask: Ask, line: string): RegExpExecArray | null {
  return ask.choice && ask.choice !== 'bar' ? regex(ask.choice).exec(line) : null
}

/**
 * The index of the first choice: the last line numbered 1, because quoted text above the dialog may be numbered too.
 */
function firstChoice(ask: Ask, view: View, lines: readonly string[]): number {
  if (ask.choice === 'bar') return barAt(ask, view)?.at ?? lines.length
  const isWhole = ask.inside || ask.choice?.includes('<key>')
  const top = isWhole ? 0 : startOf(ask, view, lines.length)
  const found = lines.map((line, index) => (index < top ? null : chosen(ask, line)))
  const one = found.findLastIndex(each => each?.groups?.['key'] === '1')
  const first = one < 0 ? found.findIndex(each => each !== null) : one
  return first < 0 ? lines.length : first
}

function startOf(ask: Ask, view: View, first: number): number {
  const { below, inside } = ask
  if (below === undefined) return inside ? 0 : Math.max(0, first - LINES)
  return view.lines.slice(0, first).findLastIndex(line => regex(below).test(line)) + 1
}

/** The text of these lines, without rulers, corners and empty rows. */
function textOf(lines: readonly string[]): string {
  const words = lines.map(line => line.trim()).filter(line => /^[^─╌╭╰]*[\p{L}\p{N}]/u.test(line))
  const half = LINES / 2
  const kept = words.length <= LINES ? words : [...words.slice(0, half), '…', ...words.slice(-half)]
  return kept.join('\n')
}

function choicesOf(ask: Ask, view: View, first: number): Choice[] {
  if (ask.choice === 'bar') {
    const label = barAt(ask, view)?.label
    return label ? [{ key: 'Enter', label, current: true }] : []
  }
  return view.lines.slice(first).flatMap(line => {
    const groups = chosen(ask, stripFrame(line))?.groups
    const { label, pointer } = groups ?? {}
    const key = groups?.['key'] ?? (pointer ? 'Enter' : undefined)
    if (key === undefined || label === undefined) return []
    return [{ key, label: label.trim(), ...(pointer && { current: true as const }) }]
  })
}

/**
 * Finds the row of buttons and the label of the highlighted button. Only the highlighted button has a known key
 * (Enter), and only its background shows which one it is.
 */
function barAt(
  { bar }: Ask,
  view: View,
): { readonly at: number; readonly label: string | null } | null {
  if (bar) {
    const at = view.lines.findLastIndex(line => bar.every(label => line.includes(label)))
    return at < 0 ? null : { at, label: highlightedLabel(view.inked[at] ?? '', bar) }
  }
  for (let at = view.inked.length - 1; at >= view.inked.length - BAR; at--) {
    const label = highlightedButton(view.inked[at] ?? '')
    if (label) return { at, label }
  }
  return null
}
