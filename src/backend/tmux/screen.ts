import { readEscapes } from '../../state/text/escape.ts'
import { eachGlyph, isPlain } from '../../state/text/glyph-width.ts'
import { restyle, type Style } from '../../state/text/style.ts'

/** Style and character set at the end of a line. tmux continues with them on the next line. */
interface Carry {
  readonly style: Style
  readonly drawing: boolean
}

interface Line {
  text: string
  /** Text in `style` that is not appended to `text` yet. */
  run: string
  cells: number
  /**
   * The style (parameters of an SGR escape sequence) at the end of `text`. `style` is the style of the text that
   * follows.
   */
  inked: Style
  style: Style
  drawing: boolean
}

const NOTHING: Carry = { style: '', drawing: false }
const TAB = 8
const NEWLINE = 0x0a
/** The VT100 line drawing characters for "_" to "~". */
const DRAWN = ' ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·'

const draw = (run: string): string =>
  run.replace(/[_-~]/g, char => DRAWN[char.charCodeAt(0) - 0x5f] ?? char)

const ink = (line: Line): void => {
  if (line.inked === line.style) return
  const reset = line.inked === '' ? '' : '0;'
  line.text += line.style === '' ? '\x1b[0m' : `\x1b[${reset}${line.style}m`
  line.inked = line.style
}

/**
 * Collects text in `line.run` until `putDown` divides it into graphemes: an escape sequence between two characters that
 * is removed must not split a grapheme.
 */
const write = (line: Line, run: string): void => {
  line.run += line.drawing ? draw(run) : run
}

const putDown = (line: Line): void => {
  const { run } = line
  line.run = ''
  if (run === '') return
  if (isPlain(run)) {
    ink(line)
    line.text += run
    line.cells += run.length
    return
  }
  // The colour is written only before a visible character, since the collected text may contain none.
  eachGlyph(run, (glyph, cells) => {
    ink(line)
    line.text += glyph
    line.cells += cells
  })
}

const restyleLine = (line: Line, parameters: string): void => {
  const style = restyle(line.style, parameters)
  if (style === line.style) return
  putDown(line)
  line.style = style
}

const control = (line: Line, char: string): void => {
  if (char === '\x0e') line.drawing = true
  else if (char === '\x0f') line.drawing = false
  else if (char === '\t') {
    putDown(line)
    write(line, ' '.repeat(TAB - (line.cells % TAB)))
  }
}

const charset = (line: Line, sequence: string): void => {
  if (sequence === '\x1b(0') line.drawing = true
  else if (sequence === '\x1b(B') line.drawing = false
}

const toLine = (raw: string, carry: Carry): { text: string; carry: Carry } => {
  const line: Line = { text: '', run: '', cells: 0, inked: '', ...carry }
  readEscapes(raw, {
    text: run => write(line, run),
    sgr: parameters => restyleLine(line, parameters),
    control: char => control(line, char),
    other: sequence => charset(line, sequence),
  })
  putDown(line)
  const end = line.inked === '' ? '' : '\x1b[0m'
  return { text: line.text + end, carry: { style: line.style, drawing: line.drawing } }
}

// Decodes bytes as latin1, which is the cheapest form for comparing. Each line is a separate string: a slice would keep
// the whole capture in memory, and recent lines are kept for ten minutes.
const rawLines = (capture: Buffer): string[] => {
  const lines: string[] = []
  for (let from = 0; from < capture.length; ) {
    const found = capture.indexOf(NEWLINE, from)
    const end = found < 0 ? capture.length : found
    lines.push(capture.toString('latin1', from, end))
    from = end + 1
  }
  return lines
}

const isAscii = (raw: string): boolean => !/[\x80-\xff]/.test(raw)
const decode = (raw: string): string =>
  isAscii(raw) ? raw : Buffer.from(raw, 'latin1').toString('utf8')

interface Seen {
  readonly raw: string
  readonly before: Carry
  readonly text: string
  readonly after: Carry
}

const sameCarry = (a: Carry, b: Carry): boolean => a.style === b.style && a.drawing === b.drawing

const see = (raw: string, before: Carry, last: Seen | undefined): Seen => {
  if (last?.raw === raw && sameCarry(last.before, before)) return last
  if (sameCarry(before, NOTHING) && isPlain(raw)) return { raw, before, text: raw, after: before }
  const { text, carry } = toLine(decode(raw), before)
  return { raw, before, text, after: carry }
}

/** Converts captures of one pane to lines. A line whose bytes did not change remains the same string object. */
export interface ScreenReader {
  /**
   * Reads the output of `tmux capture-pane -p -e`. Each returned line is safe to print and ends with the style reset.
   */
  read(capture: Buffer): string[]
}

export const createScreenReader = (): ScreenReader => {
  let last: Seen[] = []
  const read = (capture: Buffer): string[] => {
    let carry = NOTHING
    last = rawLines(capture).map((raw, index) => {
      const seen = see(raw, carry, last[index])
      carry = seen.after
      return seen
    })
    return last.map(seen => seen.text)
  }
  return { read }
}

/**
 * Converts one capture to lines that have only text and SGR colours. No line depends on the style of the line before.
 */
export const toLines = (capture: Buffer): string[] => createScreenReader().read(capture)
