/** Handlers for the parts of a terminal string, called in order. A part without a handler is dropped. */
export interface EscapeHandlers {
  /** A piece of text without any control character. */
  text(run: string): void
  /** The parameters of a "select graphic rendition": digits, `;` and `:` only. */
  sgr?(parameters: string): void
  /** One C0 or C1 control, or DEL. */
  control?(char: string): void
  /** Any other complete escape sequence, with its introducer. */
  other?(sequence: string): void
}

const CSI = '(?:\\x1b\\[|\\x9b)([0-?]*)([ -\\/]*)([@-~])?'
// Titles, clipboard writes and device strings: up to their terminator, or to the end of the line if there is none.
const STRING =
  '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x18\\x1a\\x1b\\x9c]*(?:\\x07|\\x18|\\x1a|\\x1b\\\\|\\x9c)?'
const SHORT = '\\x1b[ -\\/]*[0-~]?'
const piece = new RegExp(`${CSI}|(${STRING}|${SHORT})|[\\x00-\\x1f\\x7f-\\x9f]`, 'y')
const numeric = /^[\d;:]*$/

const ESCAPE = 0x1b
const BRACKET = 0x5b
const LETTER_M = 0x6d

const isControl = (code: number): boolean => code < 0x20 || (code > 0x7e && code < 0xa0)
/** Whether a character is a digit, `:` or `;`. */
const isParameter = (code: number): boolean => code >= 0x30 && code < 0x3c

/** The end of a plain colour sequence at `at`; `at` if there is none. */
const sgrEnd = (input: string, at: number): number => {
  if (input.charCodeAt(at) !== ESCAPE || input.charCodeAt(at + 1) !== BRACKET) return at
  let end = at + 2
  while (isParameter(input.charCodeAt(end))) end++
  return input.charCodeAt(end) === LETTER_M ? end + 1 : at
}

const readRare = (input: string, at: number, on: EscapeHandlers): number => {
  piece.lastIndex = at
  const [whole = '', parameters = '', middle, final, other] = piece.exec(input) ?? []
  if (final === 'm' && !middle && numeric.test(parameters)) on.sgr?.(parameters)
  else if (other !== undefined || parameters !== '' || final || whole.length > 1) on.other?.(whole)
  else on.control?.(whole)
  return at + whole.length
}

/** Splits `input` into text, colours and other sequences. Never throws: malformed parts are dropped. */
export const readEscapes = (input: string, on: EscapeHandlers): void => {
  let at = 0
  while (at < input.length) {
    // Text and colours are most of the input. A loop finds them several times as fast as the regular expression for
    // escape sequences.
    let end = at
    while (end < input.length && !isControl(input.charCodeAt(end))) end++
    if (end > at) on.text(input.slice(at, end))
    at = sgrEnd(input, end)
    if (at > end) on.sgr?.(input.slice(end + 2, at - 1))
    else if (at < input.length) at = readRare(input, at, on)
  }
}

/** The text without escapes: line ends and tabs become spaces, other control characters are dropped. */
export const withoutEscapes = (input: string): string => {
  let plain = ''
  readEscapes(input, {
    text: run => {
      plain += run
    },
    control: char => {
      if (/[\t-\r]/.test(char)) plain += ' '
    },
  })
  return plain
}
