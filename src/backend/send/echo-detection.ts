import type { PaneSnapshot } from './pane-snapshot.ts'
import { wrappedLine } from './wrapped-line.ts'

/**
 * Functions that decide what snapshots of a pane prove about a typed text. All functions are pure; in doubt they report
 * that nothing is proven.
 */

/**
 * Minimum length of the end of a typed text that may be found anywhere on the screen. A shorter end may be on the
 * screen by chance.
 */
const TELLING = 8
/** Maximum number of characters of the end of a typed text that are searched for on the screen. */
const LONGEST = 40
/**
 * In a pane with continuous output: minimum length of the end of a typed text that, right before the cursor, proves
 * that the pane shows the text.
 */
const SHORTEST_IN_NOISE = 4
/**
 * Minimum seconds without output before a text is typed, for the pane to count as quiet. One second more than needed,
 * since tmux reports the time of the last output in whole seconds.
 */
const QUIET = 3

/** Spaces, and the frames that programs draw around typed text. */
const UNSEEN = /[\s\u2500-\u259f\u200b-\u200f]|\p{Variation_Selector}/gu

/** The end of a text as a screen shows it, without spaces; null if nothing in it can be recognised. */
export function visibleEnd(text: string): string | null {
  const line =
    text
      .trimEnd()
      .split(/[\r\n]/)
      .at(-1) ?? ''
  // Terminals show control characters in different ways, so only the text after the last one is searched for on the
  // screen.
  const plain = line.split(/\p{Cc}/u).at(-1) ?? ''
  const end = [...plain.replace(UNSEEN, '')].slice(-LONGEST).join('')
  return end === '' ? null : end
}

/** Whether the pane printed nothing for two seconds before the text was typed. */
export function wasQuiet(before: PaneSnapshot): boolean {
  return before.idle >= QUIET
}

export function isStill(one: PaneSnapshot | null, other: PaneSnapshot): boolean {
  return one?.print === other.print
}

export interface SnapshotPair {
  readonly before: PaneSnapshot
  readonly now: PaneSnapshot
  /** Whether the pane did not change between the previous snapshot and `now`. */
  readonly still: boolean
  /** Whether Enter was not pressed yet. */
  readonly typing: boolean
}

/**
 * Whether the end of the typed text has appeared on the screen. An end of at least `TELLING` characters may be anywhere
 * on the screen. A shorter one counts only before Enter is pressed, and directly before the cursor.
 */
export function sawEcho(end: string, { before, now, still, typing }: SnapshotPair): boolean {
  if (before.size !== now.size) return false
  const quiet = wasQuiet(before)
  const known = count(flat(before), end)
  if (end.length >= TELLING && count(flat(now), end) > known && (quiet || known === 0)) return true
  if (!typing) return false
  const typed = beforeCursor(now)
  const enough = quiet || (still && end.length >= SHORTEST_IN_NOISE)
  return enough && typed.endsWith(end) && typed !== beforeCursor(before)
}

/** Whether the screen shows more than the line break that the terminal itself prints for Enter. */
export function sawOutput(before: PaneSnapshot, now: PaneSnapshot): boolean {
  if (before.size !== now.size) return false
  const old = trimmed(before.rows)
  const fresh = trimmed(now.rows)
  return !same(fresh, old) && !same(fresh, old.slice(1))
}

function flat({ rows }: PaneSnapshot): string {
  return rows.join('').replace(UNSEEN, '')
}

function beforeCursor(snapshot: PaneSnapshot): string {
  return wrappedLine(snapshot).replace(UNSEEN, '')
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
