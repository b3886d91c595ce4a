/** One line of the screen that may be a choice. */
export interface ChoiceLine {
  readonly key: string | undefined
  readonly label: string
  /** A pointer marks it. */
  readonly pointed: boolean
  /** The pointer is a sign without other uses; `>` and bullets are not. */
  readonly strong: boolean
  /** It has a checkbox: several choices may be ticked, and its key ticks it. */
  readonly ticks: boolean
  /** Columns of the key and the label. */
  readonly keyAt: number
  readonly labelAt: number
}

const STRONG = '❯›▸▶❭⟩➜➤»'
const WEAK = '>→●◉■◆'
const LEAD = `(?:(?<strong>[${STRONG}])\\s*|(?<weak>[${WEAK}])\\s*|[↑↓▲▼·○◯◇□-]\\s+)?`
/** `[ ]`, `[x]`, `☐`: checkboxes. */
const BOX = '\\[[ xX✓✔*]?\\]|[☐☑☒◯◉◻◼✔]'
const TICK = `(?:(?<tick>${BOX})\\s*)?`
const NUMBERED = [
  `^(?<before>\\s*${LEAD}${TICK})(?<key>\\d{1,2})[.):](?<gap>\\s+)(?<label>\\S.*)$`,
  `^(?<before>\\s*${LEAD})[[(](?<key>\\d{1,2}|[a-z])[\\])](?<gap>\\s+)(?<label>\\S.*)$`,
  `^(?<before>\\s*${LEAD})(?<key>\\d|[a-z])(?<gap>\\s+)\\((?<radio>[○●◉])\\)\\s+(?<label>\\S.*)$`,
].map(source => new RegExp(source, 'u'))
/** `❭ 1 Yes`, and below it `· 2 No`. */
const SPACED =
  /^(?<before>\s*(?:(?<strong>[❯›❭▸▶])\s*|·\s*))(?<key>\d)(?<gap>\s+)(?<label>[\p{Lu}`].*)$/u
const NAMED = new RegExp(
  `^(?<before>\\s*(?:(?<strong>[${STRONG}])|(?<weak>[${WEAK}]))+\\s*(?:(?<tick>${BOX})|(?<=\\s))\\s*)(?<label>[^\\s].*)$`,
  'u',
)

const TICKED = new RegExp(`^(?:${BOX})\\s`, 'u')

/** A choice that has a key of its own. */
export function numberedLine(line: string): ChoiceLine | null {
  for (const pattern of [...NUMBERED, SPACED]) {
    const found = pattern.exec(line)?.groups
    if (found) return toLine(line, found)
  }
  return null
}

/** A line on which a pointer stands, and no key. */
export function pointedLine(line: string): ChoiceLine | null {
  const found = NAMED.exec(line)?.groups
  return found ? toLine(line, found) : null
}

function toLine(line: string, groups: Record<string, string | undefined>): ChoiceLine {
  const { before = '', key, label = '', strong, weak, radio, tick } = groups
  return {
    key,
    label: label.trimEnd(),
    pointed: radio ? radio !== '○' : strong !== undefined || weak !== undefined,
    strong: radio !== undefined || strong !== undefined,
    // Behind the key it stands as the first of the label.
    ticks: tick !== undefined || TICKED.test(label),
    keyAt: before.length,
    labelAt: line.length - label.length,
  }
}
