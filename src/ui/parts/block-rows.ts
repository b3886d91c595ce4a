import { strip, width } from '../../state/text/text.ts'
import type { Block } from '../edit/block.ts'
import { characters } from '../edit/line.ts'
import type { Span } from './line.tsx'

/** A piece of one line that fits a row of the screen. `cursor`: the character in it that the cursor is on. */
interface Piece {
  readonly characters: readonly string[]
  readonly cursor: number | null
}

/** The rows around the cursor, long lines broken; the cursor is an inverse cell. Never more than `height`. */
export function blockRows(
  block: Block,
  columns: number,
  height: number,
): readonly (readonly Span[])[] {
  const own = pieces(block.lines[block.row] ?? '', columns, block.column)
  const rows = [...own]
  let [above, below] = [block.row - 1, block.row + 1]
  let at = own.findIndex(piece => piece.cursor !== null)
  // Only what can be seen is broken into rows: a text may be a megabyte.
  while (at < height && above >= 0) {
    const more = pieces(block.lines[above--] ?? '', columns, null)
    rows.unshift(...more)
    at += more.length
  }
  while (rows.length - at < height && below < block.lines.length) {
    rows.push(...pieces(block.lines[below++] ?? '', columns, null))
  }
  const first = Math.max(0, Math.min(at - Math.floor(height / 2), rows.length - height))
  return rows.slice(first, first + height).map(spansOf)
}

function pieces(line: string, columns: number, cursor: number | null): Piece[] {
  // The cursor stands behind the last character, on a cell of its own.
  const all = [...characters(line).map(visible), ...(cursor === null ? [] : [' '])]
  const found: Piece[] = []
  let [from, cells] = [0, 0]
  const cutAt = (to: number): void => {
    const inside = cursor !== null && cursor >= from && cursor < to
    found.push({ characters: all.slice(from, to), cursor: inside ? cursor - from : null })
    from = to
    cells = 0
  }
  for (const [index, character] of all.entries()) {
    const more = width(character)
    if (cells + more > columns && index > from) cutAt(index)
    cells += more
  }
  cutAt(all.length)
  return found
}

/** Control characters are sent as they are; here each shows as its picture. */
function visible(character: string): string {
  if (character === '\x7f') return '␡'
  if (character < ' ') return String.fromCharCode(0x2400 + character.charCodeAt(0))
  return strip(character) || '?'
}

function spansOf({ characters: all, cursor }: Piece): readonly Span[] {
  if (cursor === null) return [{ text: all.join('') || ' ' }]
  return [
    { text: all.slice(0, cursor).join('') },
    { text: all[cursor] ?? ' ', look: CURSOR },
    { text: all.slice(cursor + 1).join('') },
  ]
}

const CURSOR = { inverse: true }
