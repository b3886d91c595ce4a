import type { AgentState, QuestionKind } from '../../state/model/agent.ts'

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
  /** None may be found. */
  readonly none?: readonly string[]
  /** From 0 to 1. Of several rules that match, the surest decides. */
  readonly confidence: number
  /** Of `waiting`: how to read what is asked. */
  readonly ask?: Ask
}

export interface Ask {
  readonly kind: QuestionKind
  /** What is asked, where the screen does not say it. */
  readonly text?: string
  /** The last line that this matches stands right above the question. */
  readonly below?: string
  /**
   * A line that is a choice, with the groups `label`, `key`, and `pointer` where the agent's own stands on it;
   * without keys only that one can be answered, by Enter. `bar`: they stand in one row, and the one that Enter
   * takes has a background of its own.
   */
  readonly choice?: string
  /** What can be answered where the screen does not number it. */
  readonly choices?: readonly { readonly key: string; readonly label: string }[]
}

/** The end of a screen, in a rule. */
export const END = '(?![\\s\\S])'

/** What rules look at, made once for all of them. */
export interface View {
  readonly title: string
  /** Lines with something on them, without colours and spaces at their ends. */
  readonly lines: readonly string[]
  /** The same lines with their colours. */
  readonly inked: readonly string[]
}

export function toView(title: string, lines: readonly string[]): View {
  const rows = lines.map(line => ({ inked: line, plain: plain(line) }))
  const full = rows.filter(row => row.plain !== '')
  return { title, lines: full.map(row => row.plain), inked: full.map(row => row.inked) }
}

/** A line of a screen without its colours and without spaces at its end. */
export function plain(line: string): string {
  return line.replace(/\x1b\[[\d;:]*m/g, '').trimEnd()
}

export function place(rule: Rule, view: View): string {
  if (rule.where === 'title') return view.title
  const lines = rule.where === 'screen' ? view.lines : view.lines.slice(-rule.where)
  return lines.join('\n')
}

/** The text that the rule rests on; null: it does not match. */
export function match(rule: Rule, view: View): string | null {
  const text = place(rule, view)
  const found = rule.all.map(source => regex(source).exec(text)?.[0])
  if (text === '' || found.some(each => each === undefined)) return null
  if (rule.none?.some(source => regex(source).test(text))) return null
  return (found[0] ?? '').split('\n').slice(0, 2).join(' ').trim()
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
