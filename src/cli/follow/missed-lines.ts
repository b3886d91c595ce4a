import { FailureError } from '../../state/model/failure.ts'
import type { Scrollback } from '../../state/model/live-pane.ts'
import { strip } from '../../state/text/text.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { between, readScrollback } from './follow-pane.ts'
import type { Advance, Tail } from './tail.ts'

/** More lines than this are not fetched at once. */
const MOST = 10_000
/** What may be printed while we ask. */
const MEANWHILE = 1000
/** So many rows in a row are taken for a place in the text. */
const ROWS = 5

/** Lines that went by between two looks, as far as tmux has kept them; `lost` is told where it has not. */
export async function missedLines(
  picked: ResolvedTarget,
  before: Tail,
  { missed, tail }: Advance,
  lost: () => void,
): Promise<readonly string[]> {
  if (missed === 0) return []
  const looked = await readScrollback(picked, Math.min(missed + MEANWHILE, MOST)).catch(
    unlessFailed,
  )
  const found = looked && (counted(looked, before, tail) ?? searched(looked, before, tail))
  if (!found) lost()
  return found ?? []
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

/** The link may be down just now: the lines are lost to us, the stream goes on. */
function unlessFailed(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
