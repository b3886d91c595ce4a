import { type Block, editBlock, insertText } from './block.ts'
import { characters } from './line.ts'

/** A change of successive lines: index of the first line, and the lines and the cursor before and after the change. */
interface Change {
  readonly at: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly from: Cursor
  readonly to: Cursor
}

type Cursor = Pick<Block, 'row' | 'column'>

/** A text under edit whose changes can be undone. */
export interface EditHistory {
  readonly block: Block
  /** Changes that can be undone, the newest last. */
  readonly past: readonly Change[]
  /** Changes that were undone, the last undone last. */
  readonly future: readonly Change[]
  /** The text that was last deleted with C-k, C-u or C-w. */
  readonly killed: string
  /** The last key; `typed` for a text. */
  readonly last: string
}

/** Maximum number of changes that can be undone. */
const MOST = 1000
/** Keys that delete a text which C-y inserts again. Pressed again at once, they add to this text. */
const KILLS: readonly string[] = ['C-k', 'C-u', 'C-w']
/** Repeated uses of one of these keys are undone together, as long as they stay in one line. */
const JOINED: readonly string[] = ['typed', 'BSpace', 'C-h', 'DC', 'C-d']

export function historyOf(lines: readonly string[], row = 0): EditHistory {
  const block = { lines, row: Math.min(row, lines.length - 1), column: 0 }
  return { block, past: [], future: [], killed: '', last: '' }
}

/** Inserts typed or pasted text. */
export function typeText(history: EditHistory, text: string): EditHistory {
  return put(history, insertText(history.block, text), 'typed')
}

/**
 * The text under edit and its changes after an editing key in tmux's notation. A key that does not edit changes
 * nothing.
 */
export function editText(history: EditHistory, key: string): EditHistory {
  if (key === 'C-y') return put(history, insertText(history.block, history.killed), key)
  const block = editBlock(history.block, key)
  if (!block) return history
  const next = put(history, block, key)
  return KILLS.includes(key) ? { ...next, killed: killedBy(history, block, key) } : next
}

/** Moves the cursor. */
export function moveCursor(history: EditHistory, block: Block): EditHistory {
  return put(history, block, 'moved')
}

/** Takes the last change back; null: there is none. */
export function undo({ past, future, ...history }: EditHistory): EditHistory | null {
  const change = past.at(-1)
  if (!change) return null
  const block = replace(history.block, change.at, change.after.length, change.before, change.from)
  return { ...history, block, past: past.slice(0, -1), future: [...future, change], last: 'undo' }
}

/** Redoes the change that was undone last; null: there is none. */
export function redo({ past, future, ...history }: EditHistory): EditHistory | null {
  const change = future.at(-1)
  if (!change) return null
  const block = replace(history.block, change.at, change.before.length, change.after, change.to)
  return { ...history, block, past: [...past, change], future: future.slice(0, -1), last: 'redo' }
}

function replace(
  { lines }: Block,
  at: number,
  count: number,
  by: readonly string[],
  cursor: Cursor,
): Block {
  return { ...cursor, lines: [...lines.slice(0, at), ...by, ...lines.slice(at + count)] }
}

function put(history: EditHistory, block: Block, last: string): EditHistory {
  const change = changeBetween(history.block, block)
  if (!change) return { ...history, block, last }
  const before = history.past.at(-1)
  const isSame = last === history.last && JOINED.includes(last)
  const past =
    before && isSame && isInLine(before, change.at) && isInLine(change, change.at)
      ? [...history.past.slice(0, -1), { ...before, after: change.after, to: change.to }]
      : [...history.past.slice(1 - MOST), change]
  return { ...history, block, past, future: [], last }
}

function isInLine({ at, before, after }: Change, row: number): boolean {
  return at === row && before.length === 1 && after.length === 1
}

/** The lines that differ; null: none. Only they are kept, because a text may have a million lines. */
function changeBetween(before: Block, after: Block): Change | null {
  const [old, fresh] = [before.lines, after.lines]
  if (old === fresh) return null
  const least = Math.min(old.length, fresh.length)
  let at = 0
  while (at < least && old[at] === fresh[at]) at++
  let tail = 0
  while (tail < least - at && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  if (at + tail === old.length && old.length === fresh.length) return null
  return {
    at,
    before: old.slice(at, old.length - tail),
    after: fresh.slice(at, fresh.length - tail),
    from: { row: before.row, column: before.column },
    to: { row: after.row, column: after.column },
  }
}

/**
 * The text that C-y inserts after a deleting key (C-k, C-u or C-w): the text that this key has deleted. If the key
 * before it was a deleting key too, the texts of both are joined.
 */
function killedBy({ block, killed, last }: EditHistory, after: Block, key: string): string {
  const text = deletedText(block, after)
  if (!KILLS.includes(last)) return text === '' ? killed : text
  return key === 'C-k' ? killed + text : text + killed
}

function deletedText(before: Block, { lines, row, column }: Block): string {
  if (lines.length < before.lines.length) return '\n'
  const [had = '', has = ''] = [before.lines[row], lines[row]]
  const from = characters(had).slice(0, column).join('').length
  return had.slice(from, from + had.length - has.length)
}
