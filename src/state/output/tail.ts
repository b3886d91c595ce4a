import type { Screen } from '../model/live-pane.ts'
import { withoutBlankEnd } from '../text/lines.ts'
import { strip } from '../text/text.ts'

/** How far a pane was printed: its rows when it was last looked at, and how many of them are done. */
export interface Tail {
  /** Lines of scrollback above `rows`. */
  readonly history: number
  /** Rows as plain text: a change of colour alone is nothing new. */
  readonly rows: readonly string[]
  readonly done: number
  /** The unfinished row as it was printed, '' where it was not. */
  readonly partial: string
}

export interface Advance {
  readonly tail: Tail
  /** New rows, as they look. */
  readonly lines: readonly string[]
  /** So many lines before these went into the scrollback unseen; Infinity: nobody knows how many. */
  readonly missed: number
  /** Rows that were done have changed: the program draws on its screen. */
  readonly redrawn: boolean
}

/** The tail of a screen that was printed whole. */
export function beginTail(screen: Screen): Tail {
  const rows = rowsOf(screen)
  const done = doneOf(screen)
  return { history: screen.history, rows, done, partial: rows[done] ?? '' }
}

/** What is to be printed of a screen, after what was printed before. Pure. */
export function advance(before: Tail, screen: Screen): Advance {
  const rows = rowsOf(screen)
  const done = doneOf(screen)
  const tail: Tail = { history: screen.history, rows, done, partial: '' }
  const up = scrolled(before, rows, screen.history)
  if (up > before.done) {
    const missed = up - before.done
    return { tail, lines: screen.lines.slice(0, done), missed, redrawn: false }
  }
  const kept = sameRows(before, rows, up)
  const first = Math.min(kept, before.done - up)
  const redrawn = first < before.done - up
  const same = !redrawn && before.partial !== '' && before.partial === rows[first]
  const lines = screen.lines.slice(same ? first + 1 : first, done)
  const still = same && first >= done
  return { tail: still ? { ...tail, partial: before.partial } : tail, lines, missed: 0, redrawn }
}

/** The row that is not finished yet, where it has not been printed as it is. */
export function rest(
  tail: Tail,
  screen: Screen,
): { readonly tail: Tail; readonly line: string } | null {
  const partial = tail.rows[tail.done] ?? ''
  if (partial.trim() === '' || partial === tail.partial) return null
  return { tail: { ...tail, partial }, line: screen.lines[tail.done] ?? '' }
}

/**
 * How many rows went up since. The scrollback tells, until it is full: then tmux drops a tenth of it at
 * once, and only the rows themselves can tell.
 */
function scrolled(before: Tail, rows: readonly string[], history: number): number {
  const counted = history - before.history
  if (counted === 0 || (counted > 0 && fits(before, rows, counted))) return counted
  for (let up = 0; up < before.done; up++) if (fits(before, rows, up)) return up
  if (counted > 0) return counted
  return history === 0 ? 0 : Number.POSITIVE_INFINITY
}

/** Whether all done rows that would still be on the screen are there, and one of them has text. */
function fits(before: Tail, rows: readonly string[], up: number): boolean {
  if (up > before.done) return false
  const kept = before.rows.slice(up, before.done)
  return kept.some(row => row !== '') && kept.every((row, index) => rows[index] === row)
}

function sameRows({ rows: before, done }: Tail, rows: readonly string[], up: number): number {
  let at = 0
  while (at + up < done && before[at + up] === rows[at]) at++
  return at
}

function rowsOf(screen: Screen): string[] {
  return screen.lines.map(line => strip(line).trimEnd())
}

/** Rows above the cursor are done, if it stands at the end of all; a program that draws has all rows done. */
function doneOf(screen: Screen): number {
  const written = withoutBlankEnd(screen.lines).length
  const cursor = screen.cursor?.y ?? Math.max(0, written - 1)
  return cursor >= written - 1 ? cursor : written
}
