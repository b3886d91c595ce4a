/** Id of a session, window or pane: tmux counts with 32-bit numbers. */
const ID = /^[$@%]\d{1,10}$/

/**
 * Whether a text from a host is an id of this kind. Ids must be checked, because they are put into commands without
 * quoting.
 */
export function isId(word: string, kind: '$' | '@' | '%'): boolean {
  return word.startsWith(kind) && ID.test(word)
}

/** Epoch seconds of the end of the year 9999, the latest date that can be shown. */
export const LATEST_TIME = 253_402_300_799
/** Maximum number of rows or columns of a tmux pane. */
export const MAX_SIDE = 10_000

/** Parses a whole number from 0 to `most`; null for any other text. */
export function countOf(text: string | undefined, most = Number.MAX_SAFE_INTEGER): number | null {
  if (text === undefined || text === '' || text.length > 16) return null
  let number = 0
  // A list has tens of thousands of numbers, so for speed neither a pattern nor a conversion is used.
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return null
    number = number * 10 + digit
  }
  return number <= most ? number : null
}

/**
 * Whether a flag or option is on: 0 and off are not; 1, on, keep-last and keep-group are. tmux servers that do not know
 * the option print nothing.
 */
export function isOn(flag = ''): boolean {
  return flag !== '' && flag !== '0' && flag !== 'off'
}
