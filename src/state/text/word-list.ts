/** `a`, `a and b`, `a, b and c`. */
export function andList(words: readonly string[]): string {
  return listed(words, 'and')
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  return listed(words, 'or')
}

/** At most `most` words, and the number of the others: `a, b and 3 more`; without others `a, b`. */
export function andMore(words: readonly string[], most: number): string {
  const left = words.length - most
  return `${words.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}

function listed(words: readonly string[], last: string): string {
  const before = words.slice(0, -1).join(', ')
  const end = words.at(-1) ?? ''
  return before === '' ? end : `${before} ${last} ${end}`
}
