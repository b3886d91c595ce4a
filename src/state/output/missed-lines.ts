import type { Scrollback } from '../model/live-pane.ts'
import { strip } from '../text/text.ts'
import type { Tail } from './tail.ts'

/** So many rows in a row are taken for a place in the text. */
const ROWS = 5

/** The lines that went by between two looks at a pane, in its scrollback; null: they are not kept any more. */
export function findMissed(looked: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  return counted(looked, before, now) ?? searched(looked, before, now)
}

/** Lines `from` to `to`, counted from the oldest that tmux has. */
export function between({ lines, above }: Scrollback, from: number, to: number): readonly string[] {
  return lines.slice(Math.max(0, from - above), Math.max(0, to - above))
}

/** By their numbers, which hold as long as the scrollback is not full: the last line that we know must be there. */
function counted(looked: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  const from = before.history + before.done
  const known = plain(looked.lines[from - 1 - looked.above] ?? '') === before.rows[before.done - 1]
  const empty = from === 0 && looked.above === 0
  return known || empty ? between(looked, from, now.history) : null
}

/** By the text around them. */
function searched({ lines }: Scrollback, before: Tail, now: Tail): readonly string[] | null {
  const text = lines.map(plain)
  const last = before.rows.slice(Math.max(0, before.done - ROWS), before.done)
  const next = now.rows.slice(0, Math.min(ROWS, now.done))
  const to = place(text, next)
  const from = place(text.slice(0, to), last)
  return from < 0 || to < 0 ? null : lines.slice(from + last.length, to)
}

/** Where these rows stand for the last time; -1: nowhere. */
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
