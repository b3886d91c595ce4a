import { strip, width } from '../../state/text/text.ts'
import type { Block } from '../edit/block.ts'
import { characters } from '../edit/line.ts'
import type { Span } from './line.tsx'

/** A part of a line that fits one row. `cursor`: index of the character under the cursor. */
interface Piece {
  readonly characters: readonly string[]
  readonly cursor: number | null
}

/** The rows around the cursor, with long lines wrapped. The cursor is an inverse cell. At most `height` rows. */
export function blockRows(
  block: Block,
  columns: number,
  height: number,
): readonly (readonly Span[])[] {
  const own = pieces(block.lines[block.row] ?? '', columns, block.column)
  const rows = [...own]
  let [above, below] = [block.row - 1, block.row + 1]
  let at = own.findIndex(piece => piece.cursor !== null)
  // Only visible lines are wrapped: a text may be a megabyte long.
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
  // Behind the last character the cursor needs a cell of its own.
  const all = [...characters(line).map(visibleCharacter), ...(cursor === null ? [] : [' '])]
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

/** Shows control characters as Unicode control pictures. They are sent unchanged. */
export function visibleCharacter(character: string): string {
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
