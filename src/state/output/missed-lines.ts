import type { Scrollback } from '../model/live-pane.ts'
import { strip } from '../text/text.ts'
import type { Tail } from './tail.ts'

/** Number of consecutive rows of a capture by which the capture's place in the scrollback is found. */
const ROWS = 5

/** The lines printed between two captures of a pane, from its scrollback; null: the scrollback no longer has them. */
export function findMissed(looked: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  return counted(looked, before, now) ?? searched(looked, before, now)
}

/** The lines from number `from` up to but not including `to`. Line 0 is the oldest one in tmux's scrollback. */
export function linesBetween(
  { lines, above }: Scrollback,
  from: number,
  to: number,
): readonly string[] {
  return lines.slice(Math.max(0, from - above), Math.max(0, to - above))
}

/**
 * Finds the missed lines by their position in the scrollback. This works until the scrollback is full, so the function
 * checks that the last known line is at its position.
 */
function counted(looked: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  const from = before.history + before.done
  const known = plain(looked.lines[from - 1 - looked.above] ?? '') === before.rows[before.done - 1]
  const empty = from === 0 && looked.above === 0
  return known || empty ? linesBetween(looked, from, now.history) : null
}

/**
 * Finds the lines printed between two captures by searching the scrollback for the last rows of `before` and the first
 * rows of `now`.
 */
function searched({ lines }: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  const text = lines.map(plain)
  const last = before.rows.slice(Math.max(0, before.done - ROWS), before.done)
  const next = now.rows.slice(0, Math.min(ROWS, now.done))
  const to = place(text, next)
  const from = place(text.slice(0, to), last)
  return from < 0 || to < 0 ? null : lines.slice(from + last.length, to)
}

/** The last position of these rows in the text; -1: not found. */
function place(text: readonly string[], rows: readonly string[]): number {
  if (!rows.some(row => row !== '')) return -1
  for (let at = text.length - rows.length; at >= 0; at--) {
    if (rows.every((row, index) => text[at + index] === row)) return at
  }
  return -1
}

function plain(line: string): string {
  return strip(line).trimEnd()
}
