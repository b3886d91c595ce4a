/** Helpers for the rows of a screen that may be surrounded by boxes. */

/** Replaces the sides of boxes with spaces, so that columns stay unchanged. */
export function blankFrame(line: string): string {
  const inside = line.replace(/^(?:\s*[│┃▌|])+/u, sides => ' '.repeat(sides.length))
  return inside.replace(/[\s│┃▐]{1,8}$/u, '').trimEnd()
}

/** Whether the line is a ruler, a box edge, or empty. */
export function isFrame(line: string): boolean {
  return /^[\s─━═╌┄╍│┃╭╮╰╯┌┐└┘├┤╹╻▀▄▔▁·.…╷╵]*$/u.test(line)
}

/** Whether these lines fill an input field: an edge of it is directly above them, and one directly below. */
export function isField(lines: readonly string[], first: number, last: number): boolean {
  const isEdge = (line = '') => /^\s*[╭╰┌└]?[─━▄▀▔]{4}/u.test(line)
  return isEdge(lines[first - 1]) && isEdge(lines[last + 1])
}

const KEYS =
  /\b(?:enter|return|esc|escape|tab|space|ctrl|shift|alt|arrows?|navigate|select|toggle|cancel|confirm|submit|choose|scroll|dismiss|amend)\b|[↑↓⇆↔↵⏎▲▼]/iu

/** Whether the line contains key hints, as they are shown below choices. */
export function isHint(line: string): boolean {
  return KEYS.test(line) || /^\s*[←→] to\b/u.test(line)
}

const KEY_NAMES =
  /\b(?:enter|return|esc|escape|tab|space|ctrl|shift|alt|arrows?|navigate)\b|[↑↓⇆↔↵⏎▲▼]/iu

/** Whether the line names a key, as the hint `Esc to cancel` does and the choice `No, cancel it` does not. */
export function namesKey(line: string): boolean {
  return KEY_NAMES.test(line)
}

/** Whether the row is one or two plain words, such as the choice `Cancel`, and names no key. */
export function isWord(row: string): boolean {
  return /^(?!(?:esc|enter|return|tab|space|ctrl|shift|alt)\b)\p{L}+(?: \p{L}+)?$/iu.test(
    row.trim(),
  )
}

const CHOOSE =
  /(?:\b(?:enter|return)\b|[↵⏎])[^\n]{0,12}\b(?:select|confirm|submit|choose|continue|toggle|accept|approve|set|view)|[↑▲]\s*\/?\s*[↓▼]|\barrow[- ]keys|\b[Uu]se arrows\b|\bto navigate\b|:select\b/iu

/** Whether the line names the key for selecting a choice. */
export function asksToChoose(line: string): boolean {
  return CHOOSE.test(line)
}

/** Whether the key of this hint submits a text: it names no keys that move a pointer. */
export function submitsText(line: string): boolean {
  const moves = /[↑↓▲▼]|\barrow|\b(?:navigate|move|select|choose|toggle)\b/iu.test(line)
  return !moves && /\b(?:enter|return)\b[: ]{0,2}(?:to )?submit\b/iu.test(line)
}

/**
 * Whether the line names a key that confirms or cancels a choice. System monitors name only keys that move a pointer.
 */
export function endsChoice(line: string): boolean {
  return /\b(?:enter|return)\b|[↵⏎]|:select\b|\bto cancel\b/iu.test(line)
}

/** Whether a list below this line answers it: the line ends with `:` or `?`, or begins with a word that asks. */
export function isHeading(line: string): boolean {
  return /\S[:?：？]$|^\W{0,4}(?:please )?(?:pick|choose|select|which|what|how|where|who)\b/iu.test(
    line.trim(),
  )
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** The used width of the screen: its longest line. */
export function widthOf(lines: readonly string[]): number {
  return lines.reduce((width, { length }) => Math.max(width, length), 0)
}

/** Maximum number of lines of the text of a dialog; of a longer text, the last lines are kept. */
const BELOW = 8

/** The text in the box above its buttons. */
export function boxText(lines: readonly string[]): string {
  const words = lines
    .map(line => blankFrame(line).trim())
    .filter(line => /[\p{L}\p{N}]/u.test(line))
  return words.slice(-BELOW).join('\n')
}
