import type { Span } from './line.tsx'

export function blank(columns: number): readonly Span[] {
  return [{ text: ' '.repeat(Math.max(0, columns)) }]
}
