/** Rows of a screen as a person reads them: without the boxes around them, each cell where it was. */

/** Without the sides of boxes, which become spaces: columns stay where they are. */
export function unframe(line: string): string {
  const inside = line.replace(/^(?:\s*[│┃▌|])+/u, sides => ' '.repeat(sides.length))
  return inside.replace(/[\s│┃▐]{1,8}$/u, '').trimEnd()
}

/** A ruler, an edge of a box, or nothing at all. */
export function isFrame(line: string): boolean {
  return /^[\s─━═╌┄╍│┃╭╮╰╯┌┐└┘├┤╹╻▀▄▔▁·.…╷╵]*$/u.test(line)
}

const KEYS =
  /\b(?:enter|return|esc|escape|tab|space|ctrl|shift|alt|arrows?|navigate|select|toggle|cancel|confirm|submit|choose|scroll|dismiss|amend)\b|[↑↓⇆↔↵⏎▲▼]/iu

/** A line that says what keys do: what stands right below choices, or the rest of such a line. */
export function isHint(line: string): boolean {
  return KEYS.test(line)
}

const CHOOSE =
  /(?:\b(?:enter|return)\b|[↵⏎])[^\n]{0,12}\b(?:select|confirm|submit|choose|continue|toggle|accept|approve|set|view)|[↑▲]\s*\/?\s*[↓▼]|arrow keys|\bto navigate\b|:select\b/iu

/** A line that says which key takes a choice. */
export function asksToChoose(line: string): boolean {
  return CHOOSE.test(line)
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Cells that are in use on the screen, as far as its longest line tells. */
export function widthOf(lines: readonly string[]): number {
  return lines.reduce((width, { length }) => Math.max(width, length), 0)
}
