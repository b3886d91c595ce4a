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
const BUTTON = /\[(?<key>\p{L})\] ?(?<label>\p{L}+(?: \p{L}+){0,3})/gu
const WORDS = /\?\s+yes\s{2,}no(?:\s{2,}\S|$)/iu
/**
 * Maximum number of answers in lines of their own; a longer list is not recognised. Also the maximum number of lines
 * below a line with buttons.
 */
const ROWS = 8

/**
 * Finds answers such as `y Yes` in lines of their own, or `[Y] Yes [N] No` in one line; null: no answers, or none with
 * the keys y and n.
 */
export function readKeyList(lines: readonly string[]): KeyList | null {
  const rows = lines.map(blankFrame)
  const last = rows.findLastIndex(row => !isFrame(row))
  const found = ofLines(rows, last) ?? lastButtons(lines, rows, last)
  const keys = new Set(found?.choices.map(({ key }) => key.toLowerCase()))
  return keys.has('y') && keys.has('n') ? found : ofWords(lines, rows)
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
  const found = [...row.matchAll(BUTTON)].map(({ groups }) => ({
    key: groups?.['key'] ?? '',
    label: groups?.['label'] ?? '',
  }))
  const rest = row.replace(BUTTON, '').trim()
  return found.length > 1 && rest === '' ? { at: last, choices: found } : null
}
