import { isPlain } from '../../state/text/glyph-width.ts'
import { cut, cutCells, width } from '../../state/text/text.ts'
import { characters } from '../edit/line.ts'
import { visibleCharacter } from '../parts/block-rows.ts'
import type { Span } from '../parts/line.tsx'

const TAB = 4

/** A line of a file as it is shown: tabs as spaces, other invisible characters as signs. */
function shownLine(line: string): string {
  if (isPlain(line)) return line
  let [shown, cells] = ['', 0]
  for (const character of characters(line)) {
    const next = character === '\t' ? ' '.repeat(TAB - (cells % TAB)) : visibleCharacter(character)
    shown += next
    cells += width(next)
  }
  return shown
}

/** The cells of the character `column` of a line: the first one, and the one behind the last. */
export function cellsAt(line: string, column: number): { from: number; to: number } {
  const all = characters(line)
  const from = width(shownLine(all.slice(0, column).join('')))
  const to = width(shownLine(all.slice(0, column + 1).join('')))
  return { from, to: Math.max(to, from + 1) }
}

/** Cells `left` to `left + columns` of a line. `column`: the character under the cursor; null: the cursor is elsewhere. */
export function editedLine(
  line: string,
  column: number | null,
  { left, columns }: { readonly left: number; readonly columns: number },
): readonly Span[] {
  const shown = shownLine(line)
  if (column === null) return [{ text: cut(cutCells(shown, left, Infinity), columns) || ' ' }]
  const { from, to } = cellsAt(line, column)
  return [
    { text: cutCells(shown, left, from - left) },
    { text: cutCells(shown, from, to - from) || ' ', look: { inverse: true } },
    { text: cutCells(shown, to, left + columns - to) },
  ]
}
