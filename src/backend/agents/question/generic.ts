import { makeQuestion, type Question } from '../../../state/model/agents/agent.ts'
import { width as cellsOf } from '../../../state/text/text.ts'
import type { Claim } from '../claim.ts'
import type { Evidence } from '../evidence.ts'
import { menuOf, plainLine, type View } from '../rule.ts'
import { readButtonRow } from './button-row.ts'
import { isEditedText } from './edited-text.ts'
import { isBehind, rowsBelowFocus, textBeforeCursor } from './focus.ts'
import { isFooter } from './footer.ts'
import { readKeyList } from './key-list.ts'
import { kindOf } from './kind.ts'
import {
  endOfQuestion,
  isAlone,
  lineChoices,
  lineKind,
  questionAtEnd,
  withoutEnter,
} from './line-question.ts'
import { readListPrompt } from './list-prompt.ts'
import { type Menu, readHeadedMenu } from './menu.ts'
import { readOverlay } from './overlay.ts'
import { kindOfPanel, readLogin, readPanel } from './panel.ts'
import { readLibraryQuestion } from './prompt-library.ts'
import { menuQuestion, sureChoices } from './question.ts'
import { withoutRestingField } from './resting-field.ts'
import { blankFrame, boxText, isFrame, isHeading, isHint } from './row.ts'
import { isShownText, mayAsk } from './viewer.ts'
import { isCountBelow, isProgress } from './work-progress.ts'

/** Milliseconds without a change after which a program may be waiting for the user. */
const CALM = 1500
/** A status line: words separated by ` · `. */
const STATUS = /^ *[^\s$#%>❯›].* · .*\S$/u
/** Confidence of a question that no rule of a known agent found; lower than the confidence of every such rule. */
const CONFIDENCE = { pointed: 0.6, told: 0.5, line: 0.55 } as const

/**
 * Whether any program, known or not, probably waits for the user: a quiet screen ends with a list of choices with a
 * pointer, or with a line that looks like a question. null: the program cannot be asking something now.
 */
export function readGeneric(whole: Evidence, shown: View): Claim | null {
  if (whole.dead || !mayAsk(whole.command)) return null
  const { evidence, view } = withoutRestingField(whole, shown)
  if (evidence.quietFor < CALM) return askedMeanwhile(evidence, view)
  if (isShownText(evidence)) return nothing(view)
  const over = askedByOverlay(evidence, view)
  if (over || isEditedText(evidence, view)) return over ?? nothing(view)
  return (
    askedByMenu(evidence, view) ??
    askedByButtons(view) ??
    askedByKeys(evidence, view) ??
    askedUnderList(evidence, view) ??
    askedByLine(evidence, view) ??
    askedAtDrawnCursor(evidence) ??
    askedByLibrary(evidence, view) ??
    askedByPanel(evidence, view) ??
    askedByLogin(evidence, view) ??
    nothing(view)
  )
}

/**
 * Finds a dialog on a screen that keeps changing, since a dialog may be animated. Only a list that has key hints, or a
 * question above it, is accepted, and only if no cursor is shown.
 */
function askedMeanwhile(evidence: Evidence, view: View): Claim | null {
  if (isShownText(evidence)) return null
  const plain = askedByOverlay(evidence, view) ?? askedByLogin(evidence, view)
  const isFocused = evidence.cursor?.visible !== false || rowsBelowFocus(evidence) !== null
  if (plain || isFocused) return plain
  const menu = openMenu(evidence, view)
  const isPlain =
    menu !== null &&
    menu.choices.length > 1 &&
    isPlainlyAsked(menu, view) &&
    !isCountBelow(menu, view)
  return isPlain ? askedByMenu(evidence, view) : askedByKeys(evidence, view)
}

/** Finds a dialog that is drawn over the rest of the screen. */
function askedByOverlay(evidence: Evidence, view: View): Claim | null {
  const asked = readOverlay(evidence, view)
  return asked && claim('any-overlay', asked.saw, CONFIDENCE.told, asked.question)
}

function askedByMenu(evidence: Evidence, view: View): Claim | null {
  const menu = openMenu(evidence, view)
  if (!menu || isFocusBelow(menu, evidence, view) || !isLast(menu, view)) return null
  const confidence = menu.strong ? CONFIDENCE.pointed : CONFIDENCE.told
  const text = menuQuestion(menu, view)
  const labels = menu.choices.map(({ label }) => label)
  const question = makeQuestion({
    kind: kindOf(text, labels),
    text,
    choices: sureChoices(menu, view),
  })
  return claim('any-menu', labels.join(' / '), confidence, question)
}

/**
 * The list of choices at the end of the screen. A list without a clear pointer and without key hints counts only if the
 * cursor is hidden.
 */
function openMenu({ cursor }: Evidence, view: View): Menu | null {
  const menu = menuOf(view)
  const isHidden = cursor?.visible === false
  const isPointed = menu?.choices.filter(({ pointed }) => pointed).length === 1
  if (menu && (menu.strong || menu.hinted || (isHidden && isPointed))) return menu
  return isHidden ? readHeadedMenu(view.lines) : null
}

/** Finds a question drawn by a prompt library such as inquirer or clack, if its choices cannot be selected reliably. */
function askedByLibrary(evidence: Evidence, view: View): Claim | null {
  const asked = readLibraryQuestion(evidence, view)
  if (!asked) return null
  const { rule, text, labels } = asked
  const question = makeQuestion({ kind: kindOf(text, labels), text, choices: [] })
  return claim(rule, text, CONFIDENCE.told, question)
}

/**
 * Finds a list of answers that each have a key, without a pointer. Requires a hidden cursor, as programs hide it during
 * such a question.
 */
function askedByKeys({ cursor }: Evidence, { lines }: View): Claim | null {
  const list = cursor?.visible === false ? readKeyList(lines) : null
  if (!list) return null
  const text = boxText(lines.slice(0, list.at))
  const question = makeQuestion({ kind: 'permission', text, choices: list.choices })
  const labels = list.choices.map(({ label }) => label).join(' / ')
  return claim('any-keys', labels, CONFIDENCE.told, question)
}

/** Finds a prompt such as `>` or `Number:` directly below a list or a yes-or-no question. */
function askedUnderList(evidence: Evidence, view: View): Claim | null {
  const asked = readListPrompt(evidence, view)
  return asked && claim('any-prompt', asked.saw, CONFIDENCE.told, asked.question)
}

/** Finds a field for an API key, password or login code, or a wait for a login, if the program has hidden the cursor. */
function askedByLogin({ cursor }: Evidence, { lines }: View): Claim | null {
  const text = cursor?.visible === false ? readLogin(lines) : null
  if (text === null) return null
  const question = makeQuestion({ kind: 'login', text, choices: [] })
  return claim('any-login', text, CONFIDENCE.told, question)
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

/** Whether the cursor (the terminal's, or one drawn by the program) is below the list: typed text goes elsewhere. */
function isFocusBelow({ last }: Menu, evidence: Evidence, { lines }: View): boolean {
  const below = rowsBelowFocus(evidence)
  return below !== null && below < lines.length - 1 - last
}

/**
 * Whether the list is open, rather than a list printed earlier: only key hints, box edges and a short status are below
 * it. A list without key hints and without a question above it must also have an unambiguous pointer or a box, and
 * below it only lines that are recognised as status.
 */
function isLast(menu: Menu, view: View): boolean {
  const below = view.lines.slice(menu.last + 1)
  if (!isFooter(below) || isOfSteps(menu, view) || isProgress(menu, view)) return false
  const isStatus = (line: string) => isFrame(line) || isHint(blankFrame(line)) || STATUS.test(line)
  const isDrawn = menu.strong || /^\s*[│┃]/u.test(view.lines[menu.first] ?? '')
  return isAsked(menu, view) || (isDrawn && below.every(isStatus))
}

/** Whether the list shows the steps of a running task: a spinner is below it, and no question above it. */
function isOfSteps(menu: Menu, view: View): boolean {
  const spins = view.lines.slice(menu.last + 1).some(line => /^\s*[⠁-⣿]/u.test(line))
  return spins && !isPlainlyAsked(menu, view)
}

/** Whether key hints are below the list, or a question directly above it. */
function isPlainlyAsked({ first, hinted }: Menu, { lines }: View): boolean {
  const head = lines.slice(0, first).findLast(line => !isFrame(line)) ?? ''
  return hinted || /[?？]$/u.test(blankFrame(head))
}

/** Whether key hints are below the list, or the nearest text above the list is a question or heading. */
function isAsked({ first, hinted }: Menu, { lines }: View): boolean {
  const head = lines.slice(0, first).findLast(line => !isFrame(line)) ?? ''
  return hinted || isHeading(blankFrame(head))
}

/** Finds an open list or form whose choices cannot be read, by the line that names the keys to end it. */
function askedByPanel(evidence: Evidence, view: View): Claim | null {
  const panel = readPanel(evidence, view)
  if (!panel) return null
  const question = makeQuestion({ kind: kindOfPanel(panel), text: panel.text, choices: [] })
  return claim('any-panel', panel.hint, CONFIDENCE.told, question)
}

function askedByLine({ cursor, lines }: Evidence, view: View): Claim | null {
  const atCursor = cursor?.visible === true
  const end = view.lines.at(-1) ?? ''
  const isThere = !cursor || (atCursor && isBehind(cursor, lines))
  if (!isThere && !isAlone(end, cursor)) return null
  // A line that begins with a spinner shows what the program is doing, so it is not a question.
  if (/^\s*[⠁-⣿◐-◓]/u.test(end)) return null
  const isSpaced = atCursor && (cursor.x > cellsOf(end) || (isThere && cursor.x <= 2))
  const asked = questionAtEnd(view.lines, isSpaced, atCursor)
  if (asked === null) return null
  const { rule, line } = asked
  const choices = lineChoices(rule, line).map(each =>
    atCursor || !cursor ? each : withoutEnter(each),
  )
  const question = makeQuestion({ kind: lineKind(rule, choices), text: line.trim(), choices })
  return claim(rule, line.trim(), CONFIDENCE.line, question)
}

/** Finds a question behind which the program has drawn its own cursor. */
function askedAtDrawnCursor({ cursor, lines }: Evidence): Claim | null {
  const end = lines.findLast(line => plainLine(line) !== '') ?? ''
  const line = cursor?.visible === false ? textBeforeCursor(end) : null
  const rule = line === null ? null : endOfQuestion(line, true)
  if (line === null || rule === null) return null
  const text = line.trim()
  const question = makeQuestion({ kind: lineKind(rule, []), text, choices: [] })
  return claim(rule, text, CONFIDENCE.line, question)
}

function claim(rule: string, saw: string, confidence: number, question: Question): Claim {
  const trace = { source: 'screen', rule, saw: saw.slice(0, 80), state: 'waiting' } as const
  return { trace, reading: { state: 'waiting', source: 'screen', confidence, rule, question } }
}

function nothing(view: View): Claim {
  const saw =
    view.lines.length === 0 ? 'the screen is empty' : 'no question at the end of the screen'
  return { trace: { source: 'screen', rule: 'any-question', saw, state: null }, reading: null }
}
