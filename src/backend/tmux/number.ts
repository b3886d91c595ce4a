/** tmux's ids: of a session, a window, a pane. It counts them in 32 bits. */
const ID = /^[$@%]\d{1,10}$/

/** Whether a host's word is an id of that kind: ids go into commands as they are. */
export function isId(word: string, kind: '$' | '@' | '%'): boolean {
  return word.startsWith(kind) && ID.test(word)
}

/** The year 9999, in seconds: what a date can show. */
export const LATEST = 253_402_300_799
/** Rows and columns that tmux can give a pane. */
export const SIDE = 10_000

/** A whole number from 0 to `most`; null for anything else that a host may write. */
export function countOf(text: string | undefined, most = Number.MAX_SAFE_INTEGER): number | null {
  if (text === undefined || text === '' || text.length > 16) return null
  let number = 0
  // A listing has tens of thousands of them: no pattern and no conversion for each.
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return null
    number = number * 10 + digit
  }
  return number <= most ? number : null
}

/** A flag or an option: 0 and off are not; 1, on, keep-last and keep-group are. Older servers leave out what they do not know. */
export function isOn(flag = ''): boolean {
  return flag !== '' && flag !== '0' && flag !== 'off'
}
