import { isDecision } from './decision.ts'
import { isFooter } from './footer.ts'
import { blankFrame, isFrame } from './row.ts'

export interface KeyedChoice {
  readonly key: string
  readonly label: string
}

/** Answers at the end of a screen, each with a key of its own. */
export interface KeyList {
  /** Index of the screen line with the first answer. */
  readonly at: number
  readonly choices: readonly KeyedChoice[]
}

const LINE = /^\s*[[(]?(?<key>[a-z])[\])]?(?:\s{2,}|\) |\] )(?<label>\p{L}.*)$/iu
const BUTTON = /[[(](?<key>\p{L}|esc|enter)[\])] ?(?<label>\p{L}+(?: \p{L}+){0,3})/gu
/** An answer without brackets, such as `y apply`, that spaces separate from the others. */
const BARE = /(?<=^ ?|\s{2})(?<key>[a-z])\s(?<label>[a-z]{2,20}(?: [a-z]{2,20})?)(?=\s{2}|$)/gu
const WORDS = /\?\s+yes\s{2,}no(?:\s{2,}\S|$)/iu
/**
 * Maximum number of answers in lines of their own; a longer list is not recognised. Also the maximum number of lines
 * below a line with buttons.
 */
const ROWS = 8

/**
 * Finds answers such as `y Yes` in lines of their own, or `[Y] Yes [N] No` in one line; null: no answers. Answers with
 * other keys than y and n count if one of them agrees, another one refuses, and a line above asks; it is not certain
 * what such keys do, so `choices` is empty.
 */
export function readKeyList(lines: readonly string[]): KeyList | null {
  const rows = lines.map(blankFrame)
  const last = rows.findLastIndex(row => !isFrame(row))
  const found = ofLines(rows, last) ?? lastButtons(lines, rows, last)
  const keys = new Set(found?.choices.map(({ key }) => key.toLowerCase()))
  if (keys.has('y') && keys.has('n')) return found
  const labels = found?.choices.map(({ label }) => label) ?? []
  return found && isDecision(labels, rows.slice(0, found.at))
    ? { ...found, choices: [] }
    : ofWords(lines, rows)
}

/** Whether the line has a question and, after spaces, its answers `yes` and `no`: `Allow?  yes  no`. */
export function isAnswerRow(line: string): boolean {
  return WORDS.test(line)
}

/**
 * Answers in columns on the line of their question: `Allow?  yes  no`. It is not certain which keys choose them, so
 * `choices` stays empty.
 */
function ofWords(lines: readonly string[], rows: readonly string[]): KeyList | null {
  const at = rows.findLastIndex(isAnswerRow)
  const below = lines.slice(at + 1)
  return at >= 0 && isFooter(below) ? { at: at + 1, choices: [] } : null
}

function ofLines(rows: readonly string[], last: number): KeyList | null {
  const choices: KeyedChoice[] = []
  let at = last
  for (; at >= 0 && choices.length < ROWS; at--) {
    const choice = LINE.exec(rows[at] ?? '')?.groups
    if (!choice) break
    choices.unshift({ key: choice['key'] ?? '', label: choice['label']?.trimEnd() ?? '' })
  }
  const isAsked = /[?:]$/.test(rows[at] ?? '')
  return isAsked && choices.length > 1 ? { at: at + 1, choices } : null
}

/** Buttons in one line, with nothing but a status below. */
function lastButtons(
  lines: readonly string[],
  rows: readonly string[],
  last: number,
): KeyList | null {
  for (let at = last; at >= Math.max(0, last - ROWS); at--) {
    const found = ofButtons(rows, at)
    if (found) return isFooter(lines.slice(at + 1)) ? found : null
  }
  return null
}

function ofButtons(rows: readonly string[], last: number): KeyList | null {
  const row = rows[last] ?? ''
  const form = row.search(BUTTON) < 0 ? BARE : BUTTON
  const found = [...row.matchAll(form)].map(({ groups }) => ({
    key: groups?.['key'] ?? '',
    label: groups?.['label'] ?? '',
  }))
  const rest = row.replace(form, '').trim()
  return found.length > 1 && rest === '' ? { at: last, choices: found } : null
}
