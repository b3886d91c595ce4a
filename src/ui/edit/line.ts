/** One line of text under edit. The cursor counts graphemes. */
export interface Line {
  readonly text: string
  readonly cursor: number
}

export const EMPTY_LINE: Line = { text: '', cursor: 0 }

// The segmenter is created on first use: this takes 8 ms, and most commands need no segmenter.
let segmenter: Intl.Segmenter | null = null

// Printable ASCII. Most long lines contain nothing else, and `Intl.Segmenter` would take a second for a line of a
// megabyte.
const PLAIN = /^[\t -~]*$/

export function characters(text: string): string[] {
  if (PLAIN.test(text)) return text.split('')
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), part => part.segment)
}

export function lineOf(text: string): Line {
  return { text, cursor: characters(text).length }
}

/** Inserts text. Each run of line ends and tabs becomes one space; other control characters are removed. */
export function insert(line: Line, typed: string): Line {
  const clean = typed.replace(/[\r\n\t]+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '')
  const [before, after] = split(line)
  return { text: before + clean + after, cursor: characters(before + clean).length }
}

/** The line after an editing key; null if the key does not edit. Keys are in tmux's notation. */
export function edit(line: Line, key: string): Line | null {
  const end = characters(line.text).length
  switch (key) {
    case 'Left':
    case 'C-b':
      return { ...line, cursor: Math.max(0, line.cursor - 1) }
    case 'Right':
    case 'C-f':
      return { ...line, cursor: Math.min(end, line.cursor + 1) }
    case 'Home':
    case 'C-a':
      return { ...line, cursor: 0 }
    case 'End':
    case 'C-e':
      return { ...line, cursor: end }
    case 'BSpace':
      return remove(line, line.cursor - 1, line.cursor)
    case 'DC':
    case 'C-d':
      return remove(line, line.cursor, line.cursor + 1)
    case 'C-u':
      return remove(line, 0, line.cursor)
    case 'C-k':
      return remove(line, line.cursor, end)
    case 'C-w':
      return remove(line, wordStart(line), line.cursor)
    default:
      return null
  }
}

function split(line: Line): [string, string] {
  const all = characters(line.text)
  return [all.slice(0, line.cursor).join(''), all.slice(line.cursor).join('')]
}

function remove(line: Line, from: number, to: number): Line {
  const all = characters(line.text)
  const start = Math.max(0, from)
  return {
    text: [...all.slice(0, start), ...all.slice(to)].join(''),
    cursor: Math.min(start, all.length),
  }
}

function wordStart(line: Line): number {
  const before = characters(line.text).slice(0, line.cursor).join('').trimEnd()
  return characters(before.slice(0, before.lastIndexOf(' ') + 1)).length
}

/** The line after a key in tmux's notation. Keys that do not edit change nothing. */
export function editedBy(line: Line, key: string): Line {
  // Terminals send either C-h or BSpace for the same key.
  return edit(line, key === 'C-h' ? 'BSpace' : key) ?? line
}
