import { cut, strip, width } from '../../state/text/text.ts'
import { characters, type Line } from '../edit/line.ts'
import type { Span } from './line.tsx'

/** A line under edit, with the cursor as an inverse cell. A long line is cut around the cursor. */
export function lineSpans({ text, cursor }: Line, columns: number): readonly Span[] {
  const all = characters(text)
  const before = tail(strip(all.slice(0, cursor).join('')), columns - 1)
  const at = strip(all[cursor] ?? ' ') || ' '
  const after = cut(strip(all.slice(cursor + 1).join('')), columns - width(before) - width(at), '')
  return [{ text: before }, { text: at, look: CURSOR }, { text: after }]
}

const CURSOR = { inverse: true }

function tail(text: string, columns: number): string {
  const all = characters(text)
  while (all.length > 0 && width(all.join('')) > columns) all.shift()
  return all.join('')
}
