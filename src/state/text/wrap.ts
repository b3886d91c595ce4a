import { cut, strip, width } from './text.ts'

/** Wraps a text to lines of `columns` cells, between words if possible. */
export function wrap(text: string, columns: number): readonly string[] {
  const room = Math.max(1, columns)
  const lines: string[] = []
  let line = ''
  for (const word of strip(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (width(longer) <= room) line = longer
    else {
      if (line !== '') lines.push(line)
      line = broken(word, room, lines)
    }
  }
  return [...lines, line]
}

/** Splits a word that is longer than a line. Returns its last part. */
function broken(word: string, columns: number, lines: string[]): string {
  let rest = word
  while (width(rest) > columns) {
    const part = cut(rest, columns, '') || rest.slice(0, 1)
    lines.push(part)
    rest = rest.slice(part.length)
  }
  return rest
}
