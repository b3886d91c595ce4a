import type { Screen } from '../model/live-pane.ts'
import { withoutBlankEnd } from '../text/lines.ts'
import { strip } from '../text/text.ts'

/** What fleetmux has printed of a followed pane: the rows at the last capture, and how many are complete. */
export interface Tail {
  /** Number of scrollback lines above `rows`. */
  readonly history: number
  /** Rows as plain text: changes of colours are ignored. */
  readonly rows: readonly string[]
  readonly done: number
  /** The incomplete last row (without a line end) as fleetmux has printed it; '' if fleetmux has not printed it. */
  readonly partial: string
}

export interface Advance {
  readonly tail: Tail
  /** Complete rows of the screen that are new or changed since the previous capture, with colours. */
  readonly lines: readonly string[]
  /**
   * Number of rows directly above `lines` that no capture shows, because they were printed and scrolled off the screen
   * between two captures; Infinity: unknown.
   */
  readonly missed: number
  /**
   * Whether rows have changed that were complete (followed by a line end) at the previous capture: the program redraws
   * its screen.
   */
  readonly redrawn: boolean
}

/** The initial state for following a pane: fleetmux has printed the whole screen. */
export function beginTail(screen: Screen): Tail {
  const rows = rowsOf(screen)
  const done = doneOf(screen)
  return { history: screen.history, rows, done, partial: rows[done] ?? '' }
}

/** The rows of a screen that fleetmux has not printed yet while following the pane. Pure. */
export function advanceTail(before: Tail, screen: Screen): Advance {
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

/** The incomplete row, with its new state; null: the row is blank, or fleetmux has already printed its current text. */
export function incompleteRow(
  tail: Tail,
  screen: Screen,
): { readonly tail: Tail; readonly line: string } | null {
  const partial = tail.rows[tail.done] ?? ''
  if (partial.trim() === '' || partial === tail.partial) return null
  return { tail: { ...tail, partial }, line: screen.lines[tail.done] ?? '' }
}

/**
 * The number of rows that have scrolled up between two captures. It is the growth of the scrollback, until the
 * scrollback is full: then tmux drops a tenth of it at once, and the rows of both captures have to be compared.
 */
function scrolled(before: Tail, rows: readonly string[], history: number): number {
  const counted = history - before.history
  if (counted === 0 || (counted > 0 && fits(before, rows, counted))) return counted
  for (let up = 0; up < before.done; up++) if (fits(before, rows, up)) return up
  if (counted > 0) return counted
  return history === 0 ? 0 : Number.POSITIVE_INFINITY
}

/**
 * Whether the screen may have scrolled up by `up` rows: all complete rows that are then still on the screen are at the
 * top of `rows`, and at least one of them has text.
 */
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

/**
 * Number of complete rows (to which the program probably adds nothing): those above the cursor if the cursor is at the
 * end of the text, otherwise all rows of the text.
 */
function doneOf(screen: Screen): number {
  const written = withoutBlankEnd(screen.lines).length
  const cursor = screen.cursor?.y ?? Math.max(0, written - 1)
  return cursor >= written - 1 ? cursor : written
}
