/** One line of the screen that may be a choice. */
export interface ChoiceLine {
  readonly key: string | undefined
  readonly label: string
  /** Whether a pointer character such as `❯` before the choice marks it as the selected one. */
  readonly pointed: boolean
  /** Whether that pointer character has no other uses, unlike `>` and bullets. */
  readonly strong: boolean
  /** Whether the choice has a checkbox: several choices may then be selected, and the key of a choice toggles it. */
  readonly ticks: boolean
  /** Column of the key. */
  readonly keyAt: number
  /** Column of the label. */
  readonly labelAt: number
}

const STRONG = '❯›▸▶❭⟩➜➤»‣'
const WEAK = '>→●◉■◆'
const LEAD = `(?:(?<strong>[${STRONG}])\\s*|(?<weak>[${WEAK}])\\s*|[↑↓▲▼·○◯◇□-]\\s+)?`
/** Patterns of checkboxes, such as `[ ]`, `[x]` and `☐`. */
const BOX = '\\[[ xX✓✔*]?\\]|[☐☑☒◯◉◻◼✔⬡⬢]'
/** A chosen radio button, such as `(x)`. */
const RADIO = '\\([xX*●•]\\)'
const TICK = `(?:(?<tick>${BOX})\\s*)?`
const NUMBERED = [
  `^(?<before>\\s*${LEAD}${TICK})(?<key>\\d{1,2})[.):](?<gap>\\s+)(?<label>\\S.*)$`,
  `^(?<before>\\s*${LEAD})[[(](?<key>\\d{1,2}|[a-z])[\\])](?<gap>\\s+)(?<label>\\S.*)$`,
  `^(?<before>\\s*${LEAD})(?<key>\\d|[a-z])(?<gap>\\s+)\\((?<radio>[○●◉])\\)\\s+(?<label>\\S.*)$`,
].map(source => new RegExp(source, 'u'))
/** Numbers without punctuation: `❭ 1 Yes`, and in the next line `· 2 No`. */
const SPACED =
  /^(?<before>\s*(?:(?<strong>[❯›❭▸▶])\s*|·\s*))(?<key>\d)(?<gap>\s+)(?<label>[\p{Lu}`].*)$/u
const NAMED = new RegExp(
  `^(?<before>\\s*(?:(?<strong>[${STRONG}])|(?<weak>[${WEAK}]|${RADIO}))+?\\s*(?:(?<tick>${BOX})|(?<=\\s)|(?=\\[ ))\\s*)(?<label>[^\\s].*)$`,
  'u',
)

const TICKED = new RegExp(`^(?:${BOX})\\s`, 'u')

/** A choice with the pointer whose number has no punctuation: `❯ 1 Yes`. */
const SPACED_POINTER = /^(?<before>\s*[❯›❭▸▶]\s*)\d\s+[\p{Lu}`]/u

/**
 * Marks the choices in the same column as a choice such as `❯ 1 Yes` with a dot, so that they can be told from other
 * lines that begin with a number.
 */
export function markSpaced(rows: readonly string[]): readonly string[] {
  const pointed = rows.findLast(row => SPACED_POINTER.test(row)) ?? ''
  const { length = 0 } = SPACED_POINTER.exec(pointed)?.groups?.['before'] ?? {}
  if (length < 2) return rows
  const plain = new RegExp(`^\\s{${length}}(?=\\d\\s+[\\p{Lu}\`])`, 'u')
  return rows.map(row => row.replace(plain, `${' '.repeat(length - 2)}· `))
}

/** Parses a choice that has its own key. */
export function numberedLine(line: string): ChoiceLine | null {
  for (const pattern of [...NUMBERED, SPACED]) {
    const found = pattern.exec(line)?.groups
    if (found) return toLine(line, found)
  }
  return null
}

/** Parses a line with a choice that a pointer such as `❯` marks, and that has no number or letter to press. */
export function pointedLine(line: string): ChoiceLine | null {
  const found = NAMED.exec(line)?.groups
  return found ? toLine(line, found) : null
}

/** Removes what is beside a choice: the row of a box, such as a preview, or the numbered choice of another column. */
export function withoutBox(label: string): string {
  return label.replace(/(?<=\S)\s{2,}(?:[│┃┌┏╭├└┗╰║╔╚]|\d{1,2}[.)] ).*$/u, '')
}

/** Removes the circle or box, empty or checked, before the text of a choice. */
export function withoutMark(label: string): string {
  return label.replace(/^(?:[○◯◉◇□◻◼☐☑⬡⬢]|\( \)|\[[ xX✓✔*]\])\s*/u, '')
}

function toLine(line: string, groups: Record<string, string | undefined>): ChoiceLine {
  const { before = '', key, label = '', strong, weak, radio, tick } = groups
  return {
    key,
    label: withoutBox(label).trimEnd(),
    pointed: radio ? radio !== '○' : strong !== undefined || weak !== undefined,
    strong: radio !== undefined || strong !== undefined,
    // In `1. [x] label`, the checkbox is matched as the beginning of the label.
    ticks: tick !== undefined || TICKED.test(label),
    keyAt: before.length,
    labelAt: line.length - label.length,
  }
}
