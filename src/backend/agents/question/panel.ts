import type { QuestionKind } from '../../../state/model/agents/agent.ts'
import type { Evidence } from '../evidence.ts'
import type { View } from '../rule.ts'
import { rowsBelowFocus } from './focus.ts'
import { isFooter, isPrompt } from './footer.ts'
import { kindOf } from './kind.ts'
import { blankFrame, indentOf, isFrame, namesKey } from './row.ts'

/** A list or form that has the keyboard focus, although its choices cannot be read. */
export interface Panel {
  readonly text: string
  /** The line with the key hints, such as `Enter to select`. */
  readonly hint: string
}

/** Maximum number of rows of a panel that are shown as its question. */
const TEXT = 6
/** Number of rows at the end of the screen that are searched for the line with the key hints. */
const DEPTH = 12
/** Maximum number of rows at the top of a panel among which the line with the key hints is searched for. */
const HEAD = 4
const TAKE =
  /(?:\b(?:enter|return)\b(?: or esc(?:ape)?\b| ?\/ ?y\b)?|[↵⏎])[: ]{0,2}(?:to )?(?:select|confirm|submit|accept|continue|choose|open|resume|set|log ?in|save|toggle|approve|next|apply|update|create|export|run)s?\b/iu
const LEAVE =
  /\b(?:esc(?:ape)?|q|any(?: other)? key)\b(?:(?: or |, (?:or )?|\/)(?:enter|return|ctrl\+[cd]|n)\b){0,3}[: ]{0,2}(?:to )?(?:cancels?|close|exit|go back|dismiss|back|reject|return)\b/iu
/** What separates the key hints of a line. */
const BETWEEN = /\s+[·•|]\s+|[,;]\s+|\s{2,}/u
/** A hint about the key that takes something, except that of an input field, which sends the text. */
const TAKES =
  /^(?:press )?(?:enter|return|[↵⏎]|ctrl\+s)(?:\/\S+)? (?:to )?(?!send|queue|steer|insert|new ?line)\p{L}/iu
/** A hint about the key that leaves something, except the text of an input field. */
const LEAVES =
  /^(?:press )?(?:\S+\/)?esc(?:ape)?(?:\/\S+)? (?:to )?(?!esc|again|clear|stop|edit|rewind)\p{L}/iu
/** A field in a box, such as `API key: Paste your API key...`. */
const KEY_FIELD =
  /^\s*[│┃].{0,40}\b(?:paste|enter|type)\b.{0,20}\b(?:api key|token|password|(?:login|device|authori[sz]ation) code)\b\S{0,8}\s*[│┃]$/iu
/** A line that tells that the program waits until the user has logged in elsewhere, such as in a browser. */
const LOGIN =
  /\bwaiting for (?:[\w-]+ ){0,3}(?:authenticat|authori[sz]|verif|sign[- ]?in|log[- ]?in)(?!.*\b(?:interrupt|\d+s)\b)/iu
/** The key that ends such a wait. */
const STOP = /\b(?:esc(?:ape)?|ctrl[+-]c)\b.{0,20}\bto (?:cancel|exit|go back)\b/iu
/** A line that asks for a text. */
const ASKS = /^\W*(?:type|write|enter|give|describe|provide)\b|[:?]$/iu
/**
 * Words of hints that are no sign of a panel: those of a working agent, and those of a list that completes typed text.
 */
const OTHER = /\b(?:interrupt|complete)\b|\benter\/tab\b|\(\d{1,4}s|\b\d{1,4}s\b|\.\.\.|…/iu

/** Finds an open list or form at the end of a screen; null: none is open, or the cursor is elsewhere. */
export function readPanel(evidence: Evidence, { lines }: View): Panel | null {
  const focus = focusIn(evidence, lines)
  if (focus === null && evidence.cursor?.visible !== false) return null
  // If the cursor is in an input field, a hint below the field is a sign of an open list only if it names the key that
  // selects a choice: the user then types to search that list. Other hints below the field are about the field itself.
  const isField = focus !== null && isPrompt(lines[focus] ?? '')
  if (isField) return underField(lines, focus)
  return (
    (isCursorIn(evidence, lines, focus) ? null : overHint(lines, focus)) ??
    overField(lines, focus) ??
    underHint(lines, focus) ??
    underTitle(lines, focus)
  )
}

/**
 * The kind of the question that the panel asks. A text may be typed only into a panel that has a field for it: its
 * letters may be keys of a list.
 */
export function kindOfPanel({ text, hint }: Panel): QuestionKind {
  const kind = kindOf(text, [])
  const isField =
    /\b(?:submit|save|send)\b/iu.test(hint) || /^\W*(?:type|write|describe|provide)\b/iu.test(text)
  return kind === 'text' && !isField ? 'choice' : kind
}

/** Whether the terminal's cursor is in the text of a line with key hints: an editor displays that line. */
function isCursorIn({ cursor }: Evidence, lines: readonly string[], focus: number | null): boolean {
  const line = lines[focus ?? -1] ?? ''
  const isWithin = cursor?.visible === true && cursor.x > 0 && cursor.x < line.length
  return isWithin && cursor.x >= indentOf(line) && isEnding(line)
}

/** The index of the row with the keyboard focus. */
function focusIn(evidence: Evidence, lines: readonly string[]): number | null {
  const below = rowsBelowFocus(evidence)
  return below === null ? null : lines.length - 1 - below
}

/**
 * A list that is open below the input field in line `field`. The text that the user types into this field searches the
 * list. null: no list is open.
 */
function underField(lines: readonly string[], field: number): Panel | null {
  const panel = overHint(lines, field)
  const end = lines.findIndex((line, at) => at > field && isFrame(line))
  const isInside = lines.slice(field + 1, end < 0 ? undefined : end).some(line => TAKE.test(line))
  return isInside ? panel : null
}

/**
 * An agent's open list or form whose last row is the line with the key hints; only a footer (see `isFooter`) may be
 * below it.
 */
function overHint(lines: readonly string[], focus: number | null): Panel | null {
  const at = lines.findLastIndex(isEnding)
  const isOpen = at >= 0 && at >= lines.length - DEPTH && (focus ?? 0) <= at
  if (!isOpen || !isFooter(lines.slice(at + 1))) return null
  return { text: textAbove(lines, at), hint: (lines[at] ?? '').trim() }
}

/** A line that asks for a text and names the keys, directly above the field for it. */
function overField(lines: readonly string[], focus: number | null): Panel | null {
  const at = lines.findLastIndex(line => isEnding(line) && ASKS.test(blankFrame(line)))
  const below = lines.slice(at + 1)
  const field = below.map(blankFrame).find(line => line !== '') ?? ''
  const isOpen = at >= 0 && below.length <= HEAD * 2 && /^\s*[╭┌][─━]/u.test(field)
  if (!isOpen || (focus !== null && focus <= at)) return null
  const hint = blankFrame(lines[at] ?? '').trim()
  return { text: hint, hint }
}

/** A panel between two horizontal lines, with the key hints in one of the panel's first rows. */
function underHint(lines: readonly string[], focus: number | null): Panel | null {
  const end = lines.findLastIndex(isRuler)
  const start = lines.slice(0, Math.max(0, end)).findLastIndex(isRuler)
  const head = lines.slice(start + 1, Math.min(end, start + 1 + HEAD))
  const hint = head.find(isEnding)
  const isOpen = start >= 0 && hint !== undefined && isFooter(lines.slice(end + 1))
  if (!isOpen || (focus ?? 0) > end) return null
  const text = head
    .filter(line => line !== hint)
    .map(line => blankFrame(line).trim())
    .join('\n')
  return { text, hint: hint.trim() }
}

/** A panel drawn over the rest of the screen: the key that closes it is at the right end of its title. */
function underTitle(lines: readonly string[], focus: number | null): Panel | null {
  const at = lines.findLastIndex(line => /^ {3,}\S.{0,60} {4,}esc$/u.test(line))
  const title = (lines[at] ?? '').replace(/esc$/, '').trim()
  const isOpen = at >= 0 && focus !== null && focus > at && focus <= at + HEAD
  return isOpen ? { text: title, hint: title } : null
}

/** The last of these lines that names the keys that take a choice or close a panel. */
export function hintOf(lines: readonly string[]): string | null {
  return lines.findLast(isEnding)?.trim() ?? null
}

/**
 * The text of a field for an API key, a password or a login code, or of a wait for a login elsewhere; null: neither is
 * in the last rows.
 */
export function readLogin(lines: readonly string[]): string | null {
  const end = lines.slice(-DEPTH)
  const login = end.findLastIndex(line => LOGIN.test(line))
  const stop = end.findLastIndex(line => STOP.test(line))
  const isOpen = login >= 0 && stop >= login && isFooter(end.slice(stop + 1))
  const field = isOpen ? end[login] : end.findLast(line => KEY_FIELD.test(line))
  return field === undefined ? null : blankFrame(field).trim()
}

function isRuler(line: string): boolean {
  return /^ *[─━═]{8,} *$/u.test(line)
}

function isEnding(line: string): boolean {
  return (confirms(line) || leaves(line) || decides(line)) && !isOfWork(line)
}

/**
 * Whether the line names a key that takes something and a key that leaves it, whatever the words for it are:
 * `enter remove · esc keep`.
 */
function isKeyPair(line: string): boolean {
  const hints = blankFrame(line).trim().split(BETWEEN)
  return hints.some(hint => TAKES.test(hint)) && hints.some(hint => LEAVES.test(hint))
}

/** Whether the line names the keys that accept and reject something. */
function decides(line: string): boolean {
  const pair = /\b(?:accept|approve|allow|apply)\b.*\b(?:reject|deny|decline|discard)\b/i
  return pair.test(line) && namesKey(line)
}

/** Whether the line names the key that takes a choice. */
export function confirms(line: string): boolean {
  return TAKE.test(line) || isKeyPair(line)
}

/** Whether the line names the key that closes a dialog. */
export function leaves(line: string): boolean {
  return LEAVE.test(line)
}

/** Whether the line is about a working agent, or about a list that completes typed text. */
export function isOfWork(line: string): boolean {
  return OTHER.test(line)
}

/** The text of the panel: its first rows between its upper edge and the line with the key hints. */
function textAbove(lines: readonly string[], at: number): string {
  const start = lines.slice(0, at).findLastIndex(line => /^\s*[─━═▔╭┌]{4,}/u.test(line)) + 1
  const rows = lines
    .slice(start, at)
    .filter(line => !isFrame(line))
    .map(line => blankFrame(line).trim())
  return rows.slice(0, TEXT).join('\n')
}
