import { characters, edit, type Line } from './line.ts'

/**
 * Text of several lines under edit. The cursor is in line `row`, before character `column`; characters are graphemes.
 */
export interface Block {
  readonly lines: readonly string[]
  readonly row: number
  readonly column: number
}

export const EMPTY_BLOCK: Block = { lines: [''], row: 0, column: 0 }

export function blockOf(text: string): Block {
  const lines = toLines(text)
  const last = lines.at(-1) ?? ''
  return { lines, row: lines.length - 1, column: characters(last).length }
}

export function textOf({ lines }: Block): string {
  return lines.join('\n')
}

/**
 * Inserts typed or pasted text. All characters are kept; line ends, which terminals write in three ways, are unified.
 */
export function insertText(block: Block, text: string): Block {
  const [before, after] = aroundCursor(block)
  const [first = '', ...more] = toLines(text)
  const put = [before + first, ...more]
  const last = put.at(-1) ?? ''
  const lines = [
    ...block.lines.slice(0, block.row),
    ...put.slice(0, -1),
    last + after,
    ...block.lines.slice(block.row + 1),
  ]
  return { lines, row: block.row + put.length - 1, column: characters(last).length }
}

/** The block after an editing key; null if the key changes nothing. Keys are in tmux's notation. */
export function editBlock(block: Block, key: string): Block | null {
  const joined = across(block, key)
  if (joined) return joined
  // Terminals send either C-h or BSpace for the same key.
  const line = edit(lineAt(block), key === 'C-h' ? 'BSpace' : key)
  return line && withLine(block, line)
}

/** Moves the cursor one line up or down; null at the first or last line. */
export function moveRow(block: Block, by: 1 | -1): Block | null {
  const row = block.row + by
  return row in block.lines ? moveTo(block, row, block.column) : null
}

/** Moves the cursor to a line and a column, or to the nearest ones that exist. */
export function moveTo(block: Block, row: number, column: number): Block {
  const at = Math.max(0, Math.min(row, block.lines.length - 1))
  const length = characters(block.lines[at] ?? '').length
  return { ...block, row: at, column: Math.max(0, Math.min(column, length)) }
}

/** Handles keys whose effect crosses a line end. */
function across(block: Block, key: string): Block | null {
  const { row, column, lines } = block
  const length = characters(lines[row] ?? '').length
  if (column === 0 && row > 0) {
    if (key === 'Left' || key === 'C-b') return endOf(block, row - 1)
    if (key === 'BSpace' || key === 'C-h') return join(block, row - 1)
  }
  if (column === length && row < lines.length - 1) {
    if (key === 'Right' || key === 'C-f') return { ...block, row: row + 1, column: 0 }
    if (key === 'DC' || key === 'C-d' || key === 'C-k') return join(block, row)
  }
  return null
}

/** Joins a line with the next one, and places the cursor between the two. */
function join(block: Block, row: number): Block {
  const { lines } = block
  const first = lines[row] ?? ''
  const joined = [...lines.slice(0, row), first + (lines[row + 1] ?? ''), ...lines.slice(row + 2)]
  return { lines: joined, row, column: characters(first).length }
}

function endOf(block: Block, row: number): Block {
  return { ...block, row, column: characters(block.lines[row] ?? '').length }
}

function lineAt({ lines, row, column }: Block): Line {
  return { text: lines[row] ?? '', cursor: column }
}

function withLine(block: Block, { text, cursor }: Line): Block {
  return { ...block, lines: block.lines.with(block.row, text), column: cursor }
}

function aroundCursor({ lines, row, column }: Block): readonly [string, string] {
  const all = characters(lines[row] ?? '')
  return [all.slice(0, column).join(''), all.slice(column).join('')]
}

function toLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/)
}
