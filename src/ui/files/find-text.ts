import type { Block } from '../edit/block.ts'
import { characters } from '../edit/line.ts'

/**
 * Moves the cursor to the next place with this text, beginning again at the start; null: there is none. A text without
 * upper case also finds upper case.
 */
export function findText(block: Block, text: string): Block | null {
  const { lines, row, column } = block
  const fold = text === text.toLowerCase() ? (line: string) => line.toLowerCase() : String
  const before = characters(lines[row] ?? '').slice(0, column + 1)
  for (let step = 0; step <= lines.length; step++) {
    const at = (row + step) % lines.length
    const line = lines[at] ?? ''
    const found = fold(line).indexOf(text, step === 0 ? before.join('').length : 0)
    if (found >= 0) return { lines, row: at, column: characters(line.slice(0, found)).length }
  }
  return null
}
