import { isShell } from '../../../state/agents/program.ts'
import { makeQuestion, type Question } from '../../../state/model/agents/agent.ts'
import type { Claim } from '../claim.ts'
import type { Evidence } from '../evidence.ts'
import { menuOf, plain, type View } from '../rule.ts'
import { readButtonRow } from './button-row.ts'
import { kindOf } from './kind.ts'
import { endOfQuestion, lineChoices, lineKind } from './line-question.ts'
import type { Menu } from './menu.ts'
import { menuChoices, menuQuestion } from './question.ts'
import { isFrame, isHint, unframe } from './row.ts'

/** Milliseconds without a change after which a program may be waiting for the user. */
const CALM = 1500
/** Maximum number of lines with key hints and box edges below the choices. */
const BELOW = 8
/** A status line: words separated by dots. */
const STATUS = /^ *[^\s$#%>❯›].* · .*\S$/u
/** Confidence of a question that no adapter's rule found; lower than that of every adapter's rule. */
const CONFIDENCE = { pointed: 0.6, told: 0.5, line: 0.55 } as const

/** Programs that display other texts: a question on their screens is not a question of the program. */
const SHOWING = new Set(
  (
    'vi vim nvim view vimdiff nano pico emacs emacsclient hx helix micro kak ed joe ' +
    'less more most man info bat batcat glow mdcat w3m lynx tig tail head cat watch journalctl dmesg ' +
    'top htop btop btm atop iotop nvtop nmon glances ping mtr tmux screen zellij ranger nnn lf yazi mc k9s ' +
    'lazygit lazydocker'
  ).split(' '),
)

/** Whether this program may ask something on its screen. */
export function mayAsk(command: string): boolean {
  return command !== '' && !SHOWING.has(command) && !isShell(command)
}

/**
 * Whether any program, known or not, probably waits for the user: a quiet screen ends with a list of choices with a
 * pointer, or with a line that looks like a question. null: the program cannot be asking.
 */
export function readGeneric(evidence: Evidence, view: View): Claim | null {
  if (evidence.dead || !mayAsk(evidence.command) || evidence.quietFor < CALM) return null
  return (
    askedByMenu(evidence, view) ??
    askedByButtons(view) ??
    askedByFinder(evidence, view) ??
    askedByLine(evidence, view) ??
    nothing(view)
  )
}

function askedByMenu(evidence: Evidence, view: View): Claim | null {
  const menu = menuOf(view)
  if (!menu || !(menu.strong || menu.hinted) || !isLast(menu, view) || isPrinted(evidence))
    return null
  const confidence = menu.strong ? CONFIDENCE.pointed : CONFIDENCE.told
  const text = menuQuestion(menu, view)
  const choices = menuChoices(menu)
  const labels = menu.choices.map(({ label }) => label)
  const question = makeQuestion({ kind: kindOf(text, labels), text, choices })
  return claim('any-menu', labels.join(' / '), confidence, question)
}

/** Finds the question in a box drawn by `dialog` or `whiptail`. */
function askedByButtons(view: View): Claim | null {
  const row = readButtonRow(view)
  if (!row) return null
  const text = boxText(view.lines.slice(0, row.at))
  const choices = row.lit ? [{ key: 'Enter', label: row.lit, current: true as const }] : []
  const question = makeQuestion({
    kind: choices.length > 0 ? 'permission' : 'choice',
    text,
    choices,
  })
  return claim('any-buttons', row.labels.join(' / '), CONFIDENCE.told, question)
}

/** The text in the box above its buttons. */
function boxText(lines: readonly string[]): string {
  const words = lines.map(line => unframe(line).trim()).filter(line => /[\p{L}\p{N}]/u.test(line))
  return words.slice(-BELOW).join('\n')
}

/** Finds the question of a fuzzy finder: a line with the number of matches, and the input line below. */
function askedByFinder({ cursor, lines }: Evidence, { lines: shown }: View): Claim | null {
  const [count = '', prompt = ''] = shown.slice(-2)
  const isOpen = cursor?.visible === true && isBehind(cursor, lines)
  if (!isOpen || !FINDER.test(count) || !/^\S{0,20}> ?/u.test(prompt)) return null
  const text = `${count.trim().split(' ')[0] ?? ''} match; one is to be chosen`
  const question = makeQuestion({ kind: 'choice', text, choices: [] })
  return claim('any-finder', text, CONFIDENCE.told, question)
}

const FINDER = /^ *\d{1,9}\/\d{1,9}(?: \(\d+\))?(?: [─-]*)?$/u

function isLast({ last, strong, hinted }: Menu, { lines }: View): boolean {
  const all = lines.slice(last + 1)
  // An agent may show its directory below its box.
  const closed = all.findIndex(line => /^ *[╰└].*[╯┘]$/u.test(line))
  const isBoxed = strong && hinted && closed >= 0 && all.length - closed <= 3
  const below = isBoxed ? all.slice(0, closed + 1) : all
  const end = below.findLastIndex(line => !STATUS.test(line)) + 1
  // An agent may show its model and directory below a ruler.
  const rest = end > 0 && isFrame(below[end - 1] ?? '') ? below.slice(0, end) : below
  return rest.length <= BELOW && rest.every(line => isFrame(line) || isHint(unframe(line)))
}

/**
 * Whether the end of the screen is printed output, which leaves the cursor at the start of the next line. A program
 * that asks hides the cursor or puts it in the question.
 */
function isPrinted({ cursor, lines }: Evidence): boolean {
  if (!cursor?.visible || cursor.x > 0) return false
  return lines.slice(cursor.y).every(line => plain(line) === '')
}

function askedByLine({ cursor, lines }: Evidence, view: View): Claim | null {
  const atCursor = cursor?.visible === true
  const end = view.lines.at(-1) ?? ''
  if (cursor && !(atCursor && isBehind(cursor, lines))) return null
  const line = atCursor ? end.padEnd(Math.min(cursor.x, end.length + 1)) : end
  const rule = endOfQuestion(line, atCursor)
  if (rule === null) return null
  const choices = lineChoices(rule, line)
  const question = makeQuestion({ kind: lineKind(rule, choices), text: end.trim(), choices })
  return claim(rule, end.trim(), CONFIDENCE.line, question)
}

/** Whether the cursor is directly after the last text of the screen. */
function isBehind(cursor: NonNullable<Evidence['cursor']>, lines: readonly string[]): boolean {
  const last = lines.findLastIndex(line => plain(line) !== '')
  const { length } = plain(lines[last] ?? '')
  return cursor.y === last && cursor.x >= length && cursor.x <= length + 2
}

function claim(rule: string, saw: string, confidence: number, question: Question): Claim {
  const trace = { source: 'screen', rule, saw: saw.slice(0, 80), state: 'waiting' } as const
  return { trace, reading: { state: 'waiting', source: 'screen', confidence, rule, question } }
}

function nothing(view: View): Claim {
  const saw = view.lines.length === 0 ? 'nothing there' : 'nothing asks at its end'
  return { trace: { source: 'screen', rule: 'any-question', saw, state: null }, reading: null }
}
