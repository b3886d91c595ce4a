import type { Span } from './line.tsx'

/** A row of spaces. */
export function blank(columns: number): readonly Span[] {
  return [{ text: ' '.repeat(Math.max(0, columns)) }]
}
