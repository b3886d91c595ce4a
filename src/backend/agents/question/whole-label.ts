import { withoutBox } from './choice-line.ts'
import { indentOf, isFrame, isHint } from './row.ts'

/** Number of cells that a program may leave free at the end of a wrapped line. */
const MARGIN = 6
/**
 * Maximum number of columns by which a wrapped line of a label may begin to the left of the label's first line: some
 * programs align it with the number of the choice instead of the label.
 */
const HANGING = 5

/**
 * Joins a label with the lines that it is wrapped to. If the first word of a line would have fitted on the line above,
 * the line is not a continuation but a description. A description in a separate column beside the label is included.
 */
export function wholeLabel(
  label: string,
  at: number,
  below: readonly string[],
  width: number,
): string {
  let parts = columnsOf(label, at)
  let end = at + label.length
  for (const row of below) {
    const line = withoutBox(row)
    if (line.trim() === '' || isFrame(line) || indentOf(line) < at - HANGING) break
    const [word = ''] = line.trim().split(/\s/)
    const isBeside = parts.length > 1 && indentOf(line) >= (parts[1]?.at ?? 0)
    if (!isBeside && (end + 1 + word.length <= width - MARGIN || isHint(withoutKey(line)))) break
    parts = withLine(parts, line)
    end = line.length
  }
  return parts.map(({ gap, text }) => gap + text).join('')
}

/** Removes the key that a label ends with, such as `(shift+tab)`: it is no key hint below the list. */
function withoutKey(line: string): string {
  return line.replace(/\((?:shift\+)?(?:tab|esc|enter)\)$/iu, '')
}

interface Column {
  readonly at: number
  readonly gap: string
  readonly text: string
}

/** Splits the text into the label and the text beside it, after two or more spaces. */
function columnsOf(text: string, at: number): readonly Column[] {
  const found = /^(\S+(?: \S+)*)(\s{2,})(\S.*)$/u.exec(text)
  if (!found) return [{ at, gap: '', text }]
  const [, name = '', gap = '', more = ''] = found
  return [
    { at, gap: '', text: name },
    { at: at + name.length + gap.length, gap, text: more },
  ]
}

function withLine(parts: readonly Column[], line: string): readonly Column[] {
  const split = parts[1]?.at ?? Number.POSITIVE_INFINITY
  const pieces = [line.slice(0, split).trim(), line.slice(split).trim()]
  return parts.map((part, index) => {
    const more = pieces[index] ?? ''
    return more === '' ? part : { ...part, text: `${part.text} ${more}` }
  })
}
