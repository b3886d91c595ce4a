import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/** What may be claimed from sights of a pane. Pure; where in doubt, nothing is. */

/** An end this long is hardly there by chance. */
const TELLING = 8
/** The longest end that is looked for. */
const LONGEST = 40
/** Beside a pane that keeps printing, a shorter one at the cursor proves nothing. */
const SHORTEST_IN_NOISE = 4
/** Seconds of silence before the text; one more than are claimed, since tmux's clock tells whole ones. */
const QUIET = 3

/** Frames that programs draw around what is typed. */
const UNSEEN = /[\s\u2500-\u259f\u200b-\u200f]|\p{Variation_Selector}/gu

/** The end of a text as a screen would show it, without spaces; null where nothing of it can be recognised. */
export function visibleEnd(text: string): string | null {
  const line =
    text
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? ''
  // A terminal shows control characters in ways of its own: only what follows the last one is the same everywhere.
  const plain = line.split(/\p{Cc}/u).at(-1) ?? ''
  const end = [...plain.replace(UNSEEN, '')].slice(-LONGEST).join('')
  return end === '' ? null : end
}

/** Nothing was printed there for 2 s before the text. */
export function wasQuiet(before: PaneSnapshot): boolean {
  return before.idle >= QUIET
}

export function isStill(one: PaneSnapshot | null, other: PaneSnapshot): boolean {
  return one?.print === other.print
}

export interface Seen {
  readonly before: PaneSnapshot
  readonly now: PaneSnapshot
  /** The pane stood still between the sight before and `now`. */
  readonly still: boolean
  /** No Enter was pressed yet. */
  readonly typing: boolean
}

/**
 * Whether the end of the text is on the screen and was not there before: anywhere, when it is long enough to
 * tell; else, while nothing but the text was typed, right before the cursor, where typing shows.
 */
export function sawEcho(end: string, { before, now, still, typing }: Seen): boolean {
  if (before.size !== now.size) return false
  const quiet = wasQuiet(before)
  const known = count(flat(before), end)
  if (end.length >= TELLING && count(flat(now), end) > known && (quiet || known === 0)) return true
  if (!typing) return false
  const typed = beforeCursor(now)
  const enough = quiet || (still && end.length >= SHORTEST_IN_NOISE)
  return enough && typed.endsWith(end) && typed !== beforeCursor(before)
}

/** Whether more followed than the line end that the terminal itself shows for an Enter. */
export function sawOutput(before: PaneSnapshot, now: PaneSnapshot): boolean {
  if (before.size !== now.size) return false
  const old = trimmed(before.rows)
  const fresh = trimmed(now.rows)
  return !same(fresh, old) && !same(fresh, old.slice(1))
}

function flat({ rows }: PaneSnapshot): string {
  return rows.join('').replace(UNSEEN, '')
}

function beforeCursor(sight: PaneSnapshot): string {
  return wrappedLine(sight).replace(UNSEEN, '')
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

function trimmed(rows: readonly string[]): string[] {
  const lines = rows.map(row => row.trimEnd())
  while (lines.at(-1) === '') lines.pop()
  return lines
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index])
}
