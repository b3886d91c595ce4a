import { blankFrame, isFrame, isHint } from './row.ts'
import { isShellPrompt } from './viewer.ts'

/**
 * Maximum number of lines with key hints, box edges and status below an open dialog. A list with more lines below it
 * counts as old output.
 */
const ROWS = 9
/**
 * Maximum number of status lines (model, directory, mode, usage) below an open dialog: lines that are neither key hints
 * nor box edges.
 */
const STATUS_ROWS = 4
/** An input field: the mark of a prompt, alone or before a draft, or the upper edge of a box. */
const PROMPT = /^\s*(?:[│┃]?\s*[>❯›▌!$#%](?:\s|$)|[╭┌][─━]|╹▀)/u
/** The character with which an agent begins a line of its output, such as a message or a tool call. */
const OUTPUT = /^\s{0,3}[●⏺•✦✕✗✓✔◆◇■⎿└]\s?\S/u

/**
 * Whether these last lines of a screen may be below an open dialog: key hints, box edges and a short status. An input
 * field or further output below a list means that the list was only printed.
 */
export function isFooter(lines: readonly string[]): boolean {
  const others = lines.filter(line => !isFrame(line) && !isHint(blankFrame(line)))
  return (
    lines.length <= ROWS &&
    others.length <= STATUS_ROWS &&
    others.every(line => !OUTPUT.test(line) || isStatus(line)) &&
    !hasRuledText(lines) &&
    !lines.some(isPrompt) &&
    !isShellPrompt(lines.at(-1) ?? '')
  )
}

/** A horizontal line over the width of a field or a dialog. */
const RULER = /^ *─{8,} *$/u

/** Whether two of these lines are rulers around a text or an empty field: another dialog, or an input field. */
function hasRuledText(lines: readonly string[]): boolean {
  const rulers = lines.flatMap((line, at) => (RULER.test(line) ? [at] : []))
  return rulers.some((at, index) => {
    const next = rulers[index + 1]
    if (next === undefined) return false
    const inside = lines.slice(at + 1, next)
    return inside.length === 0 || inside.some(line => !isFrame(line) && !isHint(blankFrame(line)))
  })
}

/** Whether the line has columns, as a status such as `● main  12%` has. */
function isStatus(line: string): boolean {
  return /\S {2,}\S/.test(line)
}

/** Whether the line is an input field or the beginning of one. */
export function isPrompt(line: string): boolean {
  return PROMPT.test(line)
}
