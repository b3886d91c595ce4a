/** The style of a cell: SGR parameters in a fixed order; `''` is plain. Equal styles are equal strings. */
export type Style = string

interface Pen {
  readonly marks: readonly number[]
  readonly front: string
  readonly back: string
}

/** The SGR codes of bold, dim, italic, underline, blink, inverse, hidden, struck out and overline. */
const MARKS = new Set([1, 2, 3, 4, 5, 7, 8, 9, 53])
const ENDS = new Map([
  [22, [1, 2]],
  [23, [3]],
  [24, [4]],
  [25, [5]],
  [27, [7]],
  [28, [8]],
  [29, [9]],
  [55, [53]],
])
const PLAIN: Pen = { marks: [], front: '', back: '' }
const MEMO_LIMIT = 8192
const KEY_LIMIT = 128

const pens = new Map<Style, Pen>([['', PLAIN]])
const steps = new Map<string, Style>()

const remember = <T>(memo: Map<string, T>, key: string, value: T): T => {
  // Long keys are not cached, because a host controls their length.
  if (key.length > KEY_LIMIT) return value
  // True-colour pictures have very many styles: the cache is cleared when it is full.
  if (memo.size > MEMO_LIMIT) memo.clear()
  memo.set(key, value)
  return value
}

const styleOf = (pen: Pen): Style => {
  const style = [...pen.marks, pen.front, pen.back].filter(part => part !== '').join(';')
  if (!pens.has(style)) remember(pens, style, pen)
  return style
}

const withMark = (pen: Pen, mark: number): Pen =>
  pen.marks.includes(mark) ? pen : { ...pen, marks: [...pen.marks, mark].sort((a, b) => a - b) }

const without = (pen: Pen, gone: readonly number[]): Pen => ({
  ...pen,
  marks: pen.marks.filter(mark => !gone.includes(mark)),
})

const isByte = (text: string | undefined): boolean =>
  /^\d{1,3}$/.test(text ?? '') && Number(text) < 256

/** The SGR colour `5;N` or `2;R;G;B` from the parts after 38 or 48; `''` if they are not a colour. */
const colourOf = (parts: readonly string[]): string => {
  const [kind, ...values] = parts
  const wanted = kind === '5' ? 1 : kind === '2' ? 3 : 0
  const numbers = values.slice(0, wanted)
  const isColour = wanted > 0 && numbers.length === wanted && numbers.every(isByte)
  return isColour ? [kind, ...numbers].join(';') : ''
}

const colonColour = (parts: readonly string[]): string => {
  // 38:2:SPACE:R:G:B has a colour space, which is ignored; 38:2:R:G:B has none.
  const hasSpace = parts[1] === '2' && parts.length > 5
  return colourOf(hasSpace ? ['2', ...parts.slice(3)] : parts.slice(1))
}

const paint = (pen: Pen, layer: number, colour: string): Pen => {
  if (!colour) return pen
  return layer === 38 ? { ...pen, front: `38;${colour}` } : { ...pen, back: `48;${colour}` }
}

const applyColon = (pen: Pen, parts: readonly string[]): Pen => {
  const code = Number(parts[0])
  if (code === 4) return parts[1] === '0' ? without(pen, [4]) : withMark(pen, 4)
  return code === 38 || code === 48 ? paint(pen, code, colonColour(parts)) : pen
}

const applyCode = (pen: Pen, code: number): Pen => {
  if (code === 0) return PLAIN
  // SGR code 21 is a double underline in some terminals and "not bold" in others.
  if (code === 21) return withMark(pen, 4)
  if (MARKS.has(code)) return withMark(pen, code)
  const ended = ENDS.get(code)
  if (ended) return without(pen, ended)
  if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) return { ...pen, front: `${code}` }
  if ((code >= 40 && code < 48) || (code >= 100 && code < 108)) return { ...pen, back: `${code}` }
  if (code === 39) return { ...pen, front: '' }
  return code === 49 ? { ...pen, back: '' } : pen
}

/** Number of `parts` of a colour, including the 38, 48 or 58 at index `at`: `38;5;N` has 3, `38;2;R;G;B` has 5. */
const colourLength = (parts: readonly string[], at: number): number =>
  parts[at + 1] === '5' ? 3 : parts[at + 1] === '2' ? 5 : 1

const apply = (start: Pen, parameters: string): Pen => {
  const parts = parameters.split(';')
  let pen = start
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? ''
    const code = Number(part)
    if (part.includes(':')) pen = applyColon(pen, part.split(':'))
    else if (code === 38 || code === 48 || code === 58) {
      const length = colourLength(parts, at)
      pen = code === 58 ? pen : paint(pen, code, colourOf(parts.slice(at + 1, at + length)))
      at += length - 1
    } else pen = applyCode(pen, code)
  }
  return pen
}

/** The style after an SGR sequence. `parameters`: the text between `ESC [` and `m`. */
export const restyle = (style: Style, parameters: string): Style => {
  if (parameters === '' || parameters === '0') return ''
  const key = `${style}m${parameters}`
  const known = steps.get(key)
  if (known !== undefined) return known
  const start = pens.get(style) ?? apply(PLAIN, style)
  return remember(steps, key, styleOf(apply(start, parameters)))
}

/** Swaps foreground and background, as the cursor does. */
export const invert = (style: Style): Style =>
  restyle(style, style.split(';')[0] === '7' || /^(?:[1-5];)+7(?:;|$)/.test(style) ? '27' : '7')
