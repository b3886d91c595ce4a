import stringWidth from 'string-width'

/**
 * Text as terminals draw it: a sequence of glyphs, each 1 or 2 cells wide. A glyph of 0 cells (a combining mark)
 * belongs to the glyph before it.
 *
 * Terminals disagree about joined emoji, variation selectors, flags and skin tones, so these are never drawn: only the
 * first of a joined emoji is kept, and a flag becomes its two letters.
 */
export type VisitGlyph = (glyph: string, cells: number) => void

/** Whether the text is printable ASCII only: one cell per character. */
export const isPlain = (text: string): boolean => !/[^ -~]/.test(text)

const MARK_LIMIT = 4
const DROP = 4
const MARK = 5
const ODD = 6

const REPLACED = new Map([
  [0xad, '-'],
  [0x115f, '\u3000'],
  [0x2028, ' '],
  [0x2029, ' '],
  [0x3164, '\u3000'],
  [0xffa0, ' '],
])
const ZERO_WIDTH_JOINER = 0x200d
const prepended = /[\u{600}-\u{605}\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}]/u
const broken = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u
const ignored = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u
const pictograph = /\p{Extended_Pictographic}/u
const hangul = /\p{Script=Hangul}/u

const isRegional = (code: number): boolean => code >= 0x1f1e6 && code <= 0x1f1ff
const isSkinTone = (code: number): boolean => code >= 0x1f3fb && code <= 0x1f3ff
const isTrailingJamo = (code: number): boolean =>
  (code > 0x1160 && code < 0x1200) || (code >= 0xd7b0 && code < 0xd800)

const classify = (code: number): number => {
  const char = String.fromCodePoint(code)
  if (REPLACED.has(code) || isRegional(code) || isSkinTone(code) || isTrailingJamo(code)) return ODD
  if (code === ZERO_WIDTH_JOINER || prepended.test(char) || broken.test(char)) return ODD
  if (ignored.test(char)) return DROP
  if (/[\p{Mn}\p{Me}]/u.test(char)) return MARK
  return stringWidth(char) || DROP
}

// Caches the class of each character in 128 kB: lookups in Unicode's tables are slow, and a screen needs thousands.
const kinds = new Uint8Array(0x20000)

const kindOf = (code: number): number => {
  if (code >= kinds.length) return classify(code)
  const known = kinds[code]
  if (known) return known
  const kind = classify(code)
  kinds[code] = kind
  return kind
}

interface Walk {
  readonly visit: VisitGlyph
  before: string
  marks: number
  joining: boolean
}

const visitBase = (walk: Walk, char: string, code: number, kind: number): void => {
  const drawn = drawnFor(char, code, kind)
  // Combining marks that follow are added to the glyph that is drawn, which may be a replacement for `char`.
  walk.before = drawn
  walk.marks = 0
  walk.visit(drawn, drawn === char && kind !== ODD ? kind : widthOf(drawn))
}

/**
 * Caches the widths of the few characters that are drawn in place of others (`drawnFor`): computing a width takes
 * microseconds.
 */
const widths = new Map<string, number>()

const widthOf = (drawn: string): number => {
  const known = widths.get(drawn)
  if (known !== undefined) return known
  const cells = stringWidth(drawn)
  widths.set(drawn, cells)
  return cells
}

const drawnFor = (char: string, code: number, kind: number): string => {
  const replaced = REPLACED.get(code)
  if (replaced) return replaced
  if (isRegional(code)) return String.fromCharCode(0x41 + code - 0x1f1e6)
  return kind === ODD && !isSkinTone(code) ? '\ufffd' : char
}

const step = (walk: Walk, char: string, code: number): void => {
  const kind = kindOf(code)
  if (kind === DROP) return
  if (kind === MARK) {
    // A glyph keeps only a few combining marks: many of them would be drawn over the rows above.
    if (walk.before && walk.marks++ < MARK_LIMIT) walk.visit(char, 0)
    return
  }
  if (code === ZERO_WIDTH_JOINER) {
    walk.joining = pictograph.test(walk.before)
    return
  }
  const joins = walk.joining && pictograph.test(char)
  walk.joining = false
  if (joins || (isSkinTone(code) && pictograph.test(walk.before))) return
  if (!isTrailingJamo(code)) visitBase(walk, char, code, kind)
  else if (hangul.test(walk.before)) walk.visit(char, 0)
}

/** Calls `visit` for every glyph of `text`. The text must not contain escapes; control characters are dropped. */
export const eachGlyph = (text: string, visit: VisitGlyph): void => {
  const walk: Walk = { visit, before: '', marks: 0, joining: false }
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (code < 0x20 || code > 0x7e) {
      step(walk, char, code)
      continue
    }
    walk.before = char
    walk.marks = 0
    walk.joining = false
    visit(char, 1)
  }
}
