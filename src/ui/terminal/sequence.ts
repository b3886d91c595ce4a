/** tmux's names for the keys that terminals send as escape sequences. */

const LETTERS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  Z: 'BTab',
}

const NUMBERS: Readonly<Record<number, string>> = {
  1: 'Home',
  2: 'IC',
  3: 'DC',
  4: 'End',
  5: 'PPage',
  6: 'NPage',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
}

/** The keypad in application mode. */
const KEYPAD: Readonly<Record<string, string>> = {
  M: 'Enter',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  X: '=',
  ...Object.fromEntries(Array.from('pqrstuvwxy', (letter, digit) => [letter, String(digit)])),
}

const CODES: Readonly<Record<number, string>> = {
  9: 'Tab',
  13: 'Enter',
  27: 'Escape',
  32: 'Space',
  127: 'BSpace',
}

/** The key of a complete sequence after `ESC [`. Null: a reply or a report, not a key. */
export function keyOfCsi(body: string): string | null {
  if (body.startsWith('[')) return `F${body.charCodeAt(1) - 0x40}`
  const final = body.at(-1) ?? ''
  const params = body.slice(0, -1)
  // Replies such as device attributes, modes and colours are not keys: their parameters contain characters other than
  // digits, `;` and `:`, for example `?`.
  if (!/^[\d;:]*$/.test(params)) return null
  const [first = 0, second = 1, third = 0] = params
    .split(';')
    .map(part => Number.parseInt(part, 10) || 0)
  if (final === 'u') return isRelease(params) ? null : keyOfCode(first, second)
  if (final === '~') return first === 27 ? keyOfCode(third, second) : named(NUMBERS[first], second)
  // A cursor position report and F3 both end with `R`. Only F3 with modifiers is accepted.
  if (final === 'R' && !/^1;[2-8]$/.test(params)) return null
  return named(LETTERS[final], params.includes(';') ? second : 1)
}

/** The key of a sequence after `ESC O`. */
export function keyOfSs3(letter: string, modifiers: string): string | null {
  return named(LETTERS[letter] ?? KEYPAD[letter], Number(modifiers || 1))
}

export function withAlt(key: string): string {
  if (/^(?:C-)?M-/.test(key)) return key
  return key.startsWith('C-') ? `C-M-${key.slice(2)}` : `M-${key}`
}

function isRelease(params: string): boolean {
  return /^[^;]*;\d*:3/.test(params)
}

/** The key of a character code, as in CSI u and modifyOtherKeys. */
function keyOfCode(code: number, modifiers: number): string | null {
  const name = CODES[code]
  if (name === 'Tab' && modifiers === 2) return 'BTab'
  if (name) return named(name, modifiers)
  if (code < 0x20 || code >= 0xe000) return null
  const char = String.fromCodePoint(code)
  // No key has the code of a control character or of a surrogate.
  if (/[\p{Cc}\p{Cs}]/u.test(char)) return null
  const upper = char.toUpperCase()
  const shifted = modifiers & 1 || upper.length > 1 ? char : upper
  if (modifiers <= 2) return modifiers === 2 ? shifted : char
  return named(char, modifiers)
}

/** Adds the modifiers in tmux's order: ctrl, alt, shift. `modifiers` is 1 plus the sum of shift 1, alt 2, ctrl 4. */
function named(name: string | undefined, modifiers: number): string | null {
  if (name === undefined) return null
  const bits = Math.max(0, modifiers - 1)
  return `${bits & 4 ? 'C-' : ''}${bits & 2 ? 'M-' : ''}${bits & 1 ? 'S-' : ''}${name}`
}
