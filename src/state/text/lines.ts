import { strip } from './text.ts'

/** Removes blank lines at the end. */
export function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && isBlank(lines[end - 1] ?? '')) end--
  return end === lines.length ? lines : lines.slice(0, end)
}

/**
 * Removes tmux's "Pane is dead" from the end of an ended program's lines, and the blank lines above it. tmux cuts
 * the line at the width of the pane. A session whose `remain-on-exit-format` is empty has no such line.
 */
export function withoutEndNote(lines: readonly string[]): readonly string[] {
  const isNoted = /^Pane is dead(?: \(.*)?$/.test(strip(lines.at(-1) ?? '').trim())
  return isNoted ? withoutBlankEnd(lines.slice(0, -1)) : lines
}

/** Whether a line has only spaces and colours. */
function isBlank(line: string): boolean {
  return line === '' || /^(?:\x1b\[[\d;:]*m|\s)*$/.test(line)
}
