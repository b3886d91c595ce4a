/** tmux's key names. tmux would type any other text letter by letter. */

const NAMED = new Set(
  (
    'insert ic delete dc home end npage pagedown pgdn ppage pageup pgup btab space bspace enter ' +
    'escape tab up down left right kp/ kp* kp- kp+ kp. kpenter kp0 kp1 kp2 kp3 kp4 kp5 kp6 kp7 kp8 kp9 ' +
    'f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12'
  ).split(' '),
)

export interface KeyNames {
  readonly keys: readonly string[]
  /** Words that are not key names. */
  readonly unknown: readonly string[]
}

/** Reads key names separated by spaces: `C-c Up Enter`. */
export function readKeyNames(text: string): KeyNames {
  const keys = text.split(/\s+/).filter(Boolean)
  return { keys, unknown: keys.filter(key => !isKeyName(key)) }
}

function isKeyName(key: string): boolean {
  // `^c` means C-c. Modifiers may be in upper or lower case.
  const [, modifiers = '', bare = ''] = /^(\^(?=.)|(?:[CMS]-)*(?=.))(.+)$/iu.exec(key) ?? []
  if (NAMED.has(bare.toLowerCase())) return true
  if (!/^[^\s\p{Cc}\p{Cs}]$/u.test(bare)) return false
  // tmux allows C- and S- for ASCII characters only.
  return !/[cs^]/i.test(modifiers) || /^[!-~]$/.test(bare)
}
